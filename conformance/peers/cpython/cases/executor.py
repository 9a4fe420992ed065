# SPDX-License-Identifier: BSL-1.0
"""ProcessPoolExecutor: calls, workers, faults, and how it ends."""

import concurrent.futures
import inspect
import multiprocessing as mp
import os
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor

from checks import check, check_equal, observe, patience, raises, require, unsupported
from processes import at_end, child, yes
from registry import case


def square(n):
    return n * n


def add(left, right):
    return left + right


def worker_pid():
    return os.getpid()


def refuse_two(n):
    if n == 2:
        raise IndexError("two")
    return n


def keep_gate(event):
    global gate
    gate = event


def pass_gate(n=0):
    gate.wait()
    return n


def pass_gate_unless_zero(n):
    return pass_gate(n) if n else n


def keep_connection(given):
    global connection
    connection = given


def tell(n):
    connection.send(n)


def exit_at_once(*ignored):
    os._exit(3)


def executor_of(workers, *arguments):
    """One that the end of the case does not wait for."""
    executor = ProcessPoolExecutor(workers, None, *arguments)
    at_end(executor.shutdown)
    return executor


def gated_executor(workers=1):
    event = mp.Event()
    executor = executor_of(workers, keep_gate, (event,))
    at_end(event.set)
    return executor, event


def outcome_of(what, future):
    """The value or the exception of a future. One that never ends is a hang, and ends the body."""
    concurrent.futures.wait([future], patience)
    require(future.done(), "hangs: %s has not ended after %g s" % (what, patience))
    return future.exception() or future.result()


@case("executor.submit.gives-a-future", "EXECUTOR-SUBMIT", "FUTURE-RESULT")
def submit():
    executor = executor_of(2)
    check_equal(executor.submit(add, 2, right=3).result(), 5)
    check(executor.submit(worker_pid).result() != os.getpid(), "it ran in this process")


@case("executor.submit.an-exception-keeps-its-type", "EXECUTOR-TASK-ERROR", "FUTURE-EXCEPTION")
def task_error():
    executor = executor_of(1)
    future = executor.submit(refuse_two, 2)
    with raises(IndexError, what="result()"):
        future.result()
    check_equal(type(future.exception()), IndexError)
    check_equal(executor.submit(refuse_two, 1).exception(), None)
    check_equal(executor.submit(refuse_two, 3).result(), 3)


@case("executor.workers.less-than-one-is-refused", "EXECUTOR-WORKERS-INVALID")
def workers_invalid():
    for workers in (0, -1):
        with raises(ValueError, what="ProcessPoolExecutor(%d)" % workers):
            ProcessPoolExecutor(workers)


@case("executor.workers.as-many-as-there-is-work-for", "EXECUTOR-ON-DEMAND")
def on_demand():
    executor, event = gated_executor(3)
    check_equal(mp.active_children(), [], "workers before there is work")
    futures = [executor.submit(pass_gate, n) for n in range(45)]
    check(len(mp.active_children()) <= 3, "%d workers" % len(mp.active_children()))
    event.set()
    check_equal([future.result() for future in futures], list(range(45)))
    check_equal(len(mp.active_children()), 3, "workers")


@case("executor.workers.idle-ones-are-used-again", "EXECUTOR-IDLE-REUSED")
def idle_reused():
    executor = executor_of(4)
    pids = {executor.submit(worker_pid).result() for _ in range(5)}
    check_equal(len(mp.active_children()), 1, "workers for one task after the other")
    check_equal(len(pids), 1, "workers that were used")


@case("executor.workers.are-forked-by-who-submits", "EXECUTOR-FORK-BY-CALLER", only=("fork",))
def fork_by_caller():
    forks = []
    os.register_at_fork(before=lambda: forks.append((threading.current_thread().name, threading.active_count())))
    executor = executor_of(2)
    for n in range(3):
        check_equal(executor.submit(square, n).result(), n * n)
    observe("forks, by thread and number of threads", forks)
    check(all(fork == (threading.main_thread().name, 1) for fork in forks), "workers were forked so: %r" % forks)


@case("executor.max_tasks.a-worker-ends-after-so-many", "EXECUTOR-MAX-TASKS", limit=60.0)
def max_tasks():
    if "max_tasks_per_child" not in inspect.signature(ProcessPoolExecutor).parameters:
        unsupported("ProcessPoolExecutor takes max_tasks_per_child since 3.11")
    try:
        executor = ProcessPoolExecutor(1, mp.get_context(), max_tasks_per_child=2)
    except ValueError as refusal:
        unsupported(str(refusal))
    at_end(executor.shutdown)
    futures = [executor.submit(worker_pid) for _ in range(7)]
    pids = []
    for number, future in enumerate(futures, 1):
        pids.append(outcome_of("call %d of 7, with workers of 2 calls each," % number, future))
    check_equal([pids.index(pid) for pid in pids], [0, 0, 2, 2, 4, 4, 6], "tasks by the first of their worker:")
    with raises(ValueError, what="max_tasks_per_child=0"):
        ProcessPoolExecutor(1, max_tasks_per_child=0)


@case("executor.map.one-range-or-several", "EXECUTOR-MAP")
def map_ranges():
    executor = executor_of(2)
    for chunksize in (1, 2, 10):
        check_equal(list(executor.map(square, [1, 2, 3], chunksize=chunksize)), [1, 4, 9])
        check_equal(list(executor.map(add, [1, 2, 3, 4], [10, 20, 30], chunksize=chunksize)), [11, 22, 33])


@case("executor.map.an-error-in-its-place", "EXECUTOR-MAP-ERROR")
def map_error():
    results = executor_of(2).map(refuse_two, [1, 2, 3])
    check_equal(next(results), 1)
    with raises(IndexError, what="the second result"):
        next(results)


@case("executor.map.timeout-after-what-is-ready", "EXECUTOR-MAP-TIMEOUT")
def map_timeout():
    executor, event = gated_executor()
    results = executor.map(pass_gate_unless_zero, [0, 1], timeout=1.0)
    check_equal(next(results), 0)
    with raises(concurrent.futures.TimeoutError, what="the second result"):
        next(results)


@case("executor.shutdown.finishes-and-refuses-more", "EXECUTOR-SHUTDOWN", "EXECUTOR-SUBMIT-AFTER-SHUTDOWN")
def shutdown():
    executor = executor_of(2)
    futures = [executor.submit(square, n) for n in range(50)]
    executor.shutdown()
    executor.shutdown()
    check_equal([future.result(0) for future in futures], [n * n for n in range(50)])
    for call in (executor.submit, executor.map):
        with raises(RuntimeError, what=call.__name__ + "() after shutdown()"):
            call(square, [1])
    check_equal(mp.active_children(), [], "children")


@case("executor.shutdown.without-waiting-finishes-too", "EXECUTOR-SHUTDOWN-NO-WAIT")
def shutdown_no_wait():
    executor, event = gated_executor()
    future = executor.submit(pass_gate, 7)
    executor.shutdown(wait=False)
    check(not future.done(), "it is done")
    event.set()
    check_equal(outcome_of("a call before a shutdown that does not wait", future), 7)


def keep_both(event, given):
    keep_gate(event)
    keep_connection(given)


def tell_and_pass():
    tell(1)
    return pass_gate(1)


@case("executor.shutdown.cancels-what-waits", "EXECUTOR-CANCEL-FUTURES")
def cancel_futures():
    if "cancel_futures" not in inspect.signature(ProcessPoolExecutor.shutdown).parameters:
        unsupported("shutdown() takes cancel_futures since 3.9")
    here, there = mp.Pipe(False)
    event = mp.Event()
    executor = executor_of(1, keep_both, (event, there))
    first = executor.submit(tell_and_pass)
    rest = [executor.submit(pass_gate) for _ in range(20)]
    check_equal(here.recv(), 1)
    executor.shutdown(wait=False, cancel_futures=True)
    event.set()
    check_equal(outcome_of("the call that had begun", first), 1)
    # Some had been handed to the workers already, which is not begun, and cannot be taken back in Python.
    done = [future for future in rest if not future.cancelled()]
    observe("handed on already", len(done))
    check(len(done) <= 2, "%d of 20 that no worker had begun were not cancelled" % len(done))


def submit_and_end(given):
    executor = ProcessPoolExecutor(1, None, keep_connection, (given,))
    for n in range(5):
        executor.submit(tell, n)
    executor.shutdown(wait=False)
    sys.exit(yes)


@case("executor.program.ends-after-its-work", "EXECUTOR-PROGRAM-END")
def child_end():
    here, there = mp.Pipe(False)
    process = child(submit_and_end, there)
    there.close()
    got = []
    try:
        while True:
            what = "hangs: %d of 5 calls were made, and there is neither another nor an end after %g s"
            require(here.poll(patience), what % (len(got), patience))
            got.append(here.recv())
    except EOFError:
        check_equal(got, list(range(5)), "calls that were made at the end of a child process")
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


PROGRAM = """
import concurrent.futures, multiprocessing
if __name__ == "__main__":
    multiprocessing.set_start_method(%r)
    executor = concurrent.futures.ProcessPoolExecutor(1)
    for number in range(5):
        executor.submit(print, number, flush=True)
    executor.shutdown(wait=False)
"""


@case("executor.program.of-its-own-ends-after-its-work", "EXECUTOR-PROGRAM-END")
def program_end():
    with open("program.py", "w") as program:
        program.write(PROGRAM % mp.get_start_method())
    run = subprocess.run([sys.executable, "program.py"], stdout=subprocess.PIPE)
    os.remove("program.py")
    check_equal(run.stdout.split(), [b"0", b"1", b"2", b"3", b"4"], "calls that were made")
    check_equal(run.returncode, 0, "exitcode")
