# SPDX-License-Identifier: BSL-1.0
"""Pool: workers that die, end after a while, or cannot begin."""

import multiprocessing as mp
import multiprocessing.pool
import os

from cases.pool import own_name, pool_of, square
from checks import check, check_equal, no_parameter, observe, patience, raises, require, unsupported
from processes import at_end, end, kill_pid, wait_for_ever
from registry import case


def result_of(what, result):
    """What came of a task: its value, or the exception. A result that never comes is a hang, and ends the body."""
    result.wait(patience)
    require(result.ready(), "hangs: %s has no result after %g s" % (what, patience))
    try:
        return result.get(0)
    except Exception as error:
        return error


def exit_at_once():
    os._exit(3)


def tell_and_hang(connection):
    connection.send(os.getpid())
    wait_for_ever()


def keep_connection(given):
    global connection
    connection = given


def tell_and_stay(n):
    connection.send(os.getpid())
    wait_for_ever()


def kill_children():
    for process in mp.active_children():
        end(process)


@case("pool.worker.that-exits-fails-its-task-alone", "POOL-WORKER-DIED")
def worker_exits():
    pool = pool_of(2)
    outcome = result_of("a task whose worker ended in the middle of it", pool.apply_async(exit_at_once))
    check(isinstance(outcome, Exception), "the task is said to have given %r" % (outcome,))
    observe("the task failed with", outcome)


@case("pool.worker.that-is-killed-fails-its-task-alone", "POOL-WORKER-DIED")
def worker_killed():
    here, there = mp.Pipe(False)
    pool = pool_of(1, keep_connection, (there,))
    stuck = pool.apply_async(tell_and_stay, (1,))
    kill_pid(here.recv())
    outcome = result_of("a task whose worker was killed in the middle of it", stuck)
    check(isinstance(outcome, Exception), "the task is said to have given %r" % (outcome,))
    observe("the task failed with", outcome)


@case("pool.worker.another-takes-its-place", "POOL-WORKER-REPLACED")
def worker_replaced():
    here, there = mp.Pipe(False)
    pool = pool_of(2, keep_connection, (there,))
    for _ in range(3):
        pool.apply_async(tell_and_stay, (1,))
        kill_pid(here.recv())
        others = result_of("a map after a worker was killed in the middle of a task", pool.map_async(square, [1, 2, 3]))
        check_equal(others, [1, 4, 9])


@case("pool.worker.that-is-killed-while-idle-costs-nothing", "POOL-IDLE-WORKER-KILLED")
def idle_worker_killed():
    pool = pool_of(2)
    for _ in range(5):
        squares = result_of("a map of a pool whose idle workers were killed", pool.map_async(square, [1, 2, 3]))
        check_equal(squares, [1, 4, 9])
        kill_children()


@case("pool.retries.on-another-worker", "POOL-TASK-RETRIED")
def retries():
    no_parameter(mp.pool.Pool.apply_async, "retries")


@case("pool.task-timeout.ends-its-worker-alone", "POOL-TASK-TIMEOUT")
def task_timeout():
    no_parameter(mp.pool.Pool.apply_async, "timeout", "get() takes one, which leaves the task running")


@case("pool.max_tasks.workers-are-replaced", "POOL-MAX-TASKS", limit=60.0)
def max_tasks():
    pool = pool_of(2, maxtasksperchild=5)
    names = {pool.apply(own_name) for _ in range(20)}
    check(len(names) >= 4, "20 tasks of at most 5 each were done by %d workers" % len(names))
    check_equal(pool.map(square, [1, 2, 3]), [1, 4, 9])


@case("pool.max_tasks.of-one-and-an-early-close", "POOL-MAX-TASKS-CLOSE", limit=60.0)
def max_tasks_close():
    pool = pool_of(2, maxtasksperchild=1)
    results = [pool.apply_async(square, (n,)) for n in range(6)]
    pool.close()
    pool.join()
    check_equal([result.get(0) for result in results], [n * n for n in range(6)])


@case("pool.max_tasks.less-than-one-is-refused", "POOL-MAX-TASKS-INVALID")
def max_tasks_invalid():
    for number in (0, -1):
        with raises(ValueError, what="Pool(1, maxtasksperchild=%d)" % number):
            # Before 3.10.? it was taken, and an assertion failed in each worker anew.
            at_end(mp.Pool(1, maxtasksperchild=number).terminate)


@case("pool.max_memory.workers-are-replaced", "POOL-MAX-MEMORY")
def max_memory():
    no_parameter(mp.pool.Pool.__init__, "max_memory_per_child")


def tell_text(semaphore, text):
    if text == "text":
        semaphore.release()


@case("pool.initializer.runs-in-each-worker", "POOL-INITIALIZER")
def initializer():
    begun = mp.Semaphore(0)
    pool = pool_of(3, tell_text, (begun, "text"))
    for _ in range(3):
        begun.acquire()
    check_equal(pool.apply(square, (3,)), 9)
    pool.terminate()
    check(not begun.acquire(timeout=0), "it was called more often than there are workers")


def fail_with(n):
    raise IndexError(str(n))


@case("pool.initializer.that-throws-fails-the-pool", "POOL-INITIALIZER-FAILS")
def initializer_fails():
    pool = pool_of(2, fail_with, (5,))
    outcome = result_of("a task of a pool whose initializer raises", pool.apply_async(square, (1,)))
    check(isinstance(outcome, Exception), "the task is said to have given %r" % (outcome,))


@case("pool.initializer.that-dies-fails-the-pool", "POOL-INITIALIZER-FAILS")
def initializer_dies():
    pool = pool_of(1, exit_at_once)
    outcome = result_of("a task of a pool whose initializer ends the worker", pool.apply_async(square, (1,)))
    check(isinstance(outcome, Exception), "the task is said to have given %r" % (outcome,))


@case("pool.size.is-what-was-asked-for", "POOL-SIZE")
def size():
    pool_of(3)
    check_equal(len(mp.active_children()), 3, "workers")


@case("pool.size.is-by-default-what-may-be-used", "POOL-SIZE")
def size_default():
    if not hasattr(os, "sched_setaffinity"):
        unsupported("this system does not limit a process to some of its processors")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pool_of(None)
    what = "workers of a process that may use one of %d processors:" % os.cpu_count()
    check_equal(len(mp.active_children()), 1, what)


@case("pool.size.less-than-one-is-refused", "POOL-SIZE-INVALID")
def size_invalid():
    for number in (0, -1):
        with raises(ValueError, what="Pool(%d)" % number):
            mp.Pool(number)


@case("pool.size.more-than-any-wait-takes", "POOL-MANY-WORKERS", limit=180.0)
def many_workers():
    many = 70  # 64 is what Windows waits for in one call
    pool = pool_of(many)
    check_equal(pool.map(square, range(many)), [n * n for n in range(many)])
    check_equal(len(mp.active_children()), many, "workers")
