# SPDX-License-Identifier: BSL-1.0
"""Futures: one, and several."""

import concurrent.futures
from concurrent.futures import FIRST_COMPLETED, FIRST_EXCEPTION, CancelledError, TimeoutError

from cases.executor import gated_executor, pass_gate, refuse_two, square
from checks import check, check_equal, raises
from processes import Stopwatch, a_while
from registry import case


@case("future.state.pending-running-done", "FUTURE-RESULT", "FUTURE-CANCEL")
def state():
    executor, event = gated_executor()
    futures = [executor.submit(pass_gate, n) for n in range(6)]
    last = futures[-1]
    check(last.cancel() and last.cancel(), "a call that no worker has begun cannot be cancelled")
    check(last.cancelled() and last.done() and not last.running(), "it is not cancelled, or not done, or runs")
    for call in (last.result, last.exception):
        with raises(CancelledError, what=call.__name__ + "() of a cancelled future"):
            call()
    pending = futures[-2]
    check(not pending.done() and not pending.running(), "it is done, or runs")
    for call in (pending.result, pending.exception):
        with raises(TimeoutError, what=call.__name__ + "(timeout)"):
            call(a_while)
    event.set()
    check_equal([future.result() for future in futures[:-1]], [0, 1, 2, 3, 4])
    check(pending.done() and not pending.running() and not pending.cancelled(), "it is not done")
    check(not pending.cancel(), "what is done can be cancelled")


def fail_on_purpose(future):
    raise RuntimeError("by a callback, on purpose")


@case("future.callbacks.in-order-whatever-they-throw", "FUTURE-CALLBACK")
def callbacks():
    called = []
    executor, event = gated_executor()
    future = executor.submit(pass_gate, 7)
    future.add_done_callback(lambda done: called.append(done.result()))
    future.add_done_callback(fail_on_purpose)
    future.add_done_callback(lambda done: called.append(2))
    event.set()
    executor.shutdown()
    check_equal(called, [7, 2])
    future.add_done_callback(lambda done: called.append(3))
    check_equal(called, [7, 2, 3])


@case("futures.wait.first-completed-and-all", "FUTURES-WAIT")
def wait():
    executor, event = gated_executor(2)
    blocked, quick = executor.submit(pass_gate, 1), executor.submit(square, 2)
    both = [blocked, quick, blocked, quick]
    check_equal(concurrent.futures.wait(both, return_when=FIRST_COMPLETED), ({quick}, {blocked}))
    watch = Stopwatch()
    check_equal(concurrent.futures.wait(both, a_while), ({quick}, {blocked}))
    check(watch.at_least(a_while), "wait() came back early")
    event.set()
    check_equal(concurrent.futures.wait(both), ({quick, blocked}, set()))


@case("futures.wait.first-exception", "FUTURES-WAIT")
def wait_first_exception():
    executor, event = gated_executor(2)
    blocked, quick = executor.submit(pass_gate, 1), executor.submit(square, 2)
    failing = executor.submit(refuse_two, 2)
    quick.exception()
    done, not_done = concurrent.futures.wait([blocked, quick, failing], return_when=FIRST_EXCEPTION)
    check_equal((done, not_done), ({quick, failing}, {blocked}))
    event.set()
    check_equal(len(concurrent.futures.wait([blocked, quick], return_when=FIRST_EXCEPTION).done), 2, "done")


@case("futures.as_completed.each-once", "FUTURES-AS-COMPLETED")
def as_completed():
    executor, event = gated_executor(2)
    blocked, quick = executor.submit(pass_gate, 1), executor.submit(square, 2)
    quick.result()
    completed = concurrent.futures.as_completed([blocked, quick, quick], a_while)
    check(next(completed) is quick, "another one came first")
    with raises(TimeoutError, what="the second one") as failure:
        next(completed)
    check_equal(str(failure.error), "1 (of 2) futures unfinished")
    results = []
    for future in concurrent.futures.as_completed([blocked, quick, blocked]):
        results.append(future.result())
        event.set()
    check_equal(results, [4, 1])
