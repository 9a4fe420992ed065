# SPDX-License-Identifier: BSL-1.0
"""Pool: one call at a time, and what is known of it."""

import multiprocessing as mp
import multiprocessing.pool
import threading

from checks import check, check_equal, in_time, not_in_python, observe, patience, raises, require
from processes import Stopwatch, a_while, at_end, pattern
from registry import case


def square(n):
    return n * n


def append(text, n, mark="!"):
    return text + str(n) + mark


def refuse(n):
    raise IndexError("refused %d" % n)


def own_name():
    return mp.current_process().name, mp.current_process().pid


def keep_gate(event):
    global gate
    gate = event


def pass_gate(n):
    gate.wait()
    return n


def pool_of(workers, *arguments, **options):
    pool = mp.Pool(workers, *arguments, **options)
    at_end(pool.join)
    at_end(pool.terminate)
    return pool


def gated_pool(workers=1):
    event = mp.Event()
    at_end(event.set)
    return pool_of(workers, keep_gate, (event,)), event


class Failing:
    """An input that counts up until it fails."""

    def __init__(self, fail_at):
        self.fail_at = fail_at

    def __iter__(self):
        for number in range(self.fail_at):
            yield number
        raise KeyError("the input fails")


@case("pool.apply.gives-the-result", "POOL-APPLY")
def apply():
    pool = pool_of(2)
    check_equal(pool.apply(square, (7,)), 49)
    check_equal(pool.apply(append, ("x", 5), {"mark": "?"}), "x5?")
    name, pid = pool.apply(own_name)
    check(pid != mp.current_process().pid, "it ran in this process (%s)" % name)


@case("pool.apply.takes-and-gives-large-values", "POOL-APPLY")
def apply_large():
    pool = pool_of(1)
    for size in (0, 5_000, 300_000, 4_000_000):
        check(pool.apply(bytes, (pattern(size),)) == pattern(size), "%d bytes came back otherwise" % size)


@case("pool.apply.refuses-what-cannot-be-sent", "POOL-TASK-REFUSED")
def task_refused():
    pool = pool_of(1)
    for argument in (mp.Event(), threading.Lock()):
        result = None
        with raises(Exception, what="apply_async() of a %s" % type(argument).__name__):
            result = pool.apply_async(repr, (argument,))
        if result is not None:
            result.wait(patience)
            observe("the refusal came with the result", result.ready() and not result.successful())
    check_equal(pool.apply(square, (2,)), 4)


@case("pool.apply_async.result-comes-later", "POOL-APPLY-ASYNC", "POOL-RESULT-SUCCESSFUL")
def apply_async():
    pool, event = gated_pool()
    result = pool.apply_async(pass_gate, (5,))
    check(not result.ready(), "it is ready")
    with raises(ValueError, what="successful() before it is ready"):
        result.successful()
    event.set()
    result.wait()
    check(result.ready() and result.successful(), "it is not ready, or no success")
    check_equal([result.get(), result.get()], [5, 5])
    refused = pool.apply_async(refuse, (1,))
    refused.wait()
    check(not refused.successful(), "a task that raised was successful")


@case("pool.result.waits-as-a-future-does", "POOL-RESULT-AS-FUTURE")
def as_future():
    not_in_python(mp.pool.AsyncResult, "wait_until", "std::future is C++'s")


@case("pool.get.timeout-throws-and-the-task-goes-on", "POOL-GET-TIMEOUT")
def get_timeout():
    pool, event = gated_pool()
    result = pool.apply_async(pass_gate, (5,))
    watch = Stopwatch()
    with raises(mp.TimeoutError, what="get(timeout)"):
        result.get(a_while)
    check(watch.at_least(a_while), "get() came back early")
    with raises(mp.TimeoutError, what="get(0)"):
        result.get(0)
    event.set()
    check_equal(result.get(), 5)


@case("pool.callback.one-of-the-two-is-called", "POOL-CALLBACK", "POOL-ERROR-CALLBACK")
def callbacks():
    good, bad = [], []
    pool = pool_of(1)
    for task in (square, refuse):
        pool.apply_async(task, (3,), callback=good.append, error_callback=bad.append)
    pool.close()
    pool.join()
    check_equal(good, [9])
    check_equal([(type(error), error.args) for error in bad], [(IndexError, ("refused 3",))])


def fail_on_purpose(value):
    raise RuntimeError("raised by a callback, on purpose")


@case("pool.callback.may-throw", "POOL-CALLBACK")
def callback_throws():
    pool = pool_of(1)
    pool.apply_async(square, (3,), callback=fail_on_purpose)
    check_equal(in_time("the next result after a callback that raised", pool.apply, square, (2,)), 4)


@case("pool.callback.may-use-the-pool", "POOL-CALLBACK")
def callback_uses_pool():
    pool = pool_of(1)
    again, came = [], threading.Event()

    def use(value):
        again.append(pool.apply(square, (value,)))
        came.set()

    pool.apply_async(square, (3,), callback=use)
    came.wait(patience)
    require(again, "hangs: a callback that makes a call through the pool has not come back after %g s" % patience)
    check_equal(again, [81])


@case("pool.cancel.queued-never-runs", "POOL-CANCEL-QUEUED")
def cancel_queued():
    not_in_python(mp.pool.AsyncResult, "cancel")


@case("pool.cancel.running-ends-its-worker", "POOL-CANCEL-RUNNING")
def cancel_running():
    not_in_python(mp.pool.AsyncResult, "cancel")
