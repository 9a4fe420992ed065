# SPDX-License-Identifier: BSL-1.0
"""Exceptions of other processes, results that cannot be sent or read, and tasks that exit."""

import errno
import multiprocessing as mp
import multiprocessing.pool
import queue
import sys

from cases.pool import pool_of, square
from cases.pool_workers import result_of
from checks import check, check_equal, observe, raises
from registry import case


class Registered(RuntimeError):
    """Any exception of a module can be sent: Python needs no registration."""


class WithMembers(Exception):
    def __init__(self, line=0):
        super().__init__(line)
        self.line = line
        self.more = None


def throw(kind, *arguments):
    raise kind(*arguments)


def throw_with_more():
    error = WithMembers(17)
    error.more = "more"
    raise error


@case("remote_error.type.is-kept", "REMOTE-ERROR-TYPE")
def kept():
    pool = pool_of(1)
    for kind, arguments in ((IndexError, ("one",)), (queue.Empty, ()), (ValueError, ("v",)), (MemoryError, ()),
                            (OSError, (errno.ENOSPC, "no space"))):
        with raises(kind, what="apply()") as failure:
            pool.apply(throw, (kind,) + arguments)
        check_equal((type(failure.error), failure.error.args), (kind, arguments))


def fail_with_cause():
    try:
        raise IndexError("the inner one")
    except IndexError as cause:
        raise RuntimeError("the outer one") from cause


@case("remote_error.nested.tells-process-and-causes", "REMOTE-ERROR-NESTED")
def nested():
    pool = pool_of(1)
    name = pool.apply(worker_name)
    with raises(RuntimeError, what="apply()") as failure:
        pool.apply(fail_with_cause)
    trace = str(getattr(failure.error, "__cause__", None))
    observe("trace", trace)
    check("the inner one" in trace, "the trace does not tell what led to it")
    check(name in trace, "the trace does not tell the process (%s)" % name)


def worker_name():
    return mp.current_process().name


def throw_local():
    class Unregistered(RuntimeError):
        pass

    raise Unregistered("said")


@case("remote_error.unknown.arrives-by-its-text", "REMOTE-ERROR-UNKNOWN")
def unknown():
    pool = pool_of(1)
    outcome = result_of("a task with an exception that cannot be sent", pool.apply_async(throw_local))
    check(isinstance(outcome, Exception), "the task is said to have given %r" % (outcome,))
    check("Unregistered" in str(outcome), "the type is not told: %s" % outcome)
    check("said" in str(outcome), "the text is not told: %s" % outcome)


@case("remote_error.registered.arrives-as-it-is", "REMOTE-ERROR-REGISTERED", "REMOTE-ERROR-MEMBERS")
def registered():
    pool = pool_of(1)
    with raises(Registered, what="apply()") as failure:
        pool.apply(throw, (Registered, "said"))
    check_equal(str(failure.error), "said")
    with raises(WithMembers, what="apply()") as failure:
        pool.apply(throw_with_more)
    check_equal((failure.error.line, failure.error.more), (17, "more"))


def give_lambda():
    return lambda: None


def worker_pid():
    return mp.current_process().pid


@case("pool.result.that-cannot-be-sent-is-an-error", "POOL-RESULT-REFUSED")
def result_refused():
    pool = pool_of(1)
    worker = pool.apply(worker_pid)
    for _ in range(20):
        outcome = result_of("a task whose result cannot be sent", pool.apply_async(give_lambda))
        check(isinstance(outcome, mp.pool.MaybeEncodingError), "it gave %r" % (outcome,))
        check("lambda" in str(outcome), "it is not told what could not be sent: %s" % outcome)
    check_equal(pool.apply(worker_pid), worker, "worker")


def fail_to_read(n):
    raise KeyError("cannot be read")


class Unreadable:
    """Raises when it is read."""

    def __reduce__(self):
        return (fail_to_read, (1,))


def give_unreadable():
    return Unreadable()


@case("pool.result.that-cannot-be-read-is-an-error", "POOL-RESULT-UNREADABLE")
def result_unreadable():
    pool = pool_of(1)
    outcome = result_of("a task whose result cannot be read", pool.apply_async(give_unreadable))
    check(isinstance(outcome, Exception), "it gave %r" % (outcome,))
    check_equal(result_of("the next task", pool.apply_async(square, (3,))), 9)


@case("pool.task.that-cannot-be-read-is-an-error", "POOL-RESULT-UNREADABLE")
def task_unreadable():
    pool = pool_of(1)
    outcome = result_of("a task that cannot be read", pool.apply_async(repr, (Unreadable(),)))
    check(isinstance(outcome, Exception), "it gave %r" % (outcome,))
    check_equal(result_of("the next task", pool.apply_async(square, (3,))), 9)


class Demanding(Exception):
    """As many are written: what it is made of is not what it hands to its base."""

    def __init__(self, code, text):
        super().__init__("%s (%d)" % (text, code))


@case("pool.exception.that-cannot-be-read-is-an-error", "POOL-RESULT-UNREADABLE")
def exception_unreadable():
    pool = pool_of(1)
    task = pool.apply_async(throw, (Demanding, 5, "text"))
    outcome = result_of("a task with an exception whose class takes two arguments", task)
    check(isinstance(outcome, Exception), "it gave %r" % (outcome,))
    check_equal(result_of("the next task", pool.apply_async(square, (3,))), 9)


@case("pool.exit.in-a-task-reaches-the-caller", "POOL-EXIT-IN-TASK")
def exit_in_task():
    pool = pool_of(1)
    result = pool.apply_async(sys.exit, (7,))
    try:
        outcome = result_of("a task that calls exit", result)
    except SystemExit as end:
        outcome = end
    check(isinstance(outcome, SystemExit) and outcome.code == 7, "it gave %r" % (outcome,))
