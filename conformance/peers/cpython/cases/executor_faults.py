# SPDX-License-Identifier: BSL-1.0
"""ProcessPoolExecutor: what goes wrong in it, and whether it hangs then."""

import multiprocessing as mp
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from cases.executor import executor_of, exit_at_once, keep_connection, outcome_of, square, tell
from checks import check, check_equal, in_time, needs, raises
from processes import pattern, wait_for_ever
from registry import case


def tell_and_hang():
    tell(1)
    wait_for_ever()


def expect_broken(what, future):
    outcome = outcome_of(what, future)
    check(isinstance(outcome, BrokenProcessPool), "%s gave %r" % (what, outcome))


@case("executor.worker.that-dies-breaks-it", "EXECUTOR-WORKER-DIES", "EXECUTOR-SUBMIT-BROKEN")
def worker_dies():
    here, there = mp.Pipe(False)
    executor = executor_of(2, keep_connection, (there,))
    hanging = executor.submit(tell_and_hang)
    check_equal(here.recv(), 1)
    dying = executor.submit(exit_at_once)
    expect_broken("the call whose worker died", dying)
    expect_broken("the call of another worker", hanging)
    with raises(BrokenProcessPool, what="submit() to a broken executor"):
        executor.submit(square, 1)


@case("executor.worker.killed-with-much-on-the-way", "EXECUTOR-WORKER-DIES")
def worker_dies_with_much():
    executor = executor_of(2)
    large = pattern(5_000_000)
    futures = [executor.submit(exit_at_once, large)]
    try:
        for _ in range(5):
            futures.append(executor.submit(len, large))
    except BrokenProcessPool:
        pass
    expect_broken("the call whose worker died", futures[0])
    for future in futures[1:]:
        outcome_of("a call with much on its way to a worker that died", future)
    in_time("shutdown()", executor.shutdown)


def send_number(given, n):
    given.send(n)


def fail_to_begin():
    raise RuntimeError("no")


@case("executor.initializer.runs-or-breaks-it", "EXECUTOR-INITIALIZER")
def initializer():
    here, there = mp.Pipe(False)
    executor = executor_of(1, send_number, (there, 5))
    check_equal(executor.submit(square, 2).result(), 4)
    check_equal(here.recv(), 5)
    failing = executor_of(2, fail_to_begin)
    expect_broken("a call of an executor whose initializer raises", failing.submit(square, 2))
    with raises(BrokenProcessPool, what="submit()"):
        failing.submit(square, 2)


@case("executor.forced.workers-are-ended", "EXECUTOR-FORCED")
def forced():
    for name in ("terminate_workers", "kill_workers"):
        needs(ProcessPoolExecutor, name, "new in 3.14")
        here, there = mp.Pipe(False)
        executor = executor_of(1, keep_connection, (there,))
        hanging = executor.submit(tell_and_hang)
        check_equal(here.recv(), 1)
        getattr(executor, name)()
        expect_broken("a call whose worker was ended by force", hanging)
        with raises(RuntimeError, what="submit()"):
            executor.submit(square, 1)


class Faulty:
    """Does something in a worker when it is written or read."""

    def __init__(self, on_write, fault):
        self.on_write, self.fault = on_write, fault

    def __reduce__(self):
        return (commit, (self.fault,)) if not self.on_write else (Faulty, (commit(self.fault), self.fault))


def commit(fault):
    if mp.parent_process() is not None and fault == "error":
        raise ValueError("of the value")
    if mp.parent_process() is not None and fault == "crash":
        os._exit(3)
    return False


def make_faulty(fault):
    return Faulty(True, fault)


@case("executor.faults.while-a-task-is-read", "EXECUTOR-FAULTS")
def faults_while_reading():
    for fault in ("error", "crash"):
        outcome = outcome_of("a call whose argument cannot be read (%s)" % fault,
                             executor_of(1).submit(repr, Faulty(False, fault)))
        check(isinstance(outcome, Exception), "it gave %r" % (outcome,))


@case("executor.faults.while-a-result-is-written", "EXECUTOR-FAULTS")
def faults_while_writing():
    executor = executor_of(1)
    outcome = outcome_of("a call whose result cannot be written", executor.submit(make_faulty, "error"))
    check(isinstance(outcome, ValueError), "it gave %r" % (outcome,))
    check(isinstance(executor.submit(make_faulty, "none").result(), Faulty), "a good result does not come")
    expect_broken("a call whose worker died at writing its result", executor.submit(make_faulty, "crash"))


@case("executor.faults.after-shutdown", "EXECUTOR-FAULTS")
def faults_after_shutdown():
    executor = executor_of(1)
    dying, following = executor.submit(exit_at_once), executor.submit(square, 2)
    in_time("shutdown()", executor.shutdown)
    expect_broken("the call whose worker died", dying)
    expect_broken("the call after it", following)
