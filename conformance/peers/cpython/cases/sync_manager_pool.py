# SPDX-License-Identifier: BSL-1.0
"""SyncManager: a pool in the server, for all who have its proxy."""

import multiprocessing as mp
import os

from cases.manager import counters
from cases.pool_workers import result_of
from checks import check, check_equal, in_time, raises
from processes import a_while, child
from registry import case


def square(n):
    return n * n


def add(left, right):
    return left + right


def refuse_two(n):
    if n == 2:
        raise IndexError("refused 2")
    return n


def wait_for(event):
    event.wait()
    return True


@case("sync_manager.pool.calls", "SYNC-MANAGER-POOL")
def pool():
    manager = counters()
    pool = manager.Pool(2)
    check_equal(pool.apply(square, (7,)), 49)
    check(pool.apply(os.getpid) not in (os.getpid(), mp.active_children()[0].pid), "it ran here, or in the server")
    with raises(IndexError, what="apply()"):
        pool.apply(refuse_two, (2,))
    event = manager.Event()
    waiting = pool.apply_async(wait_for, (event,))
    with raises(mp.TimeoutError, what="get(timeout)"):
        waiting.get(a_while)
    check(not waiting.ready(), "it is ready")
    event.set()
    check(waiting.get() and waiting.successful(), "no success")
    refused = pool.apply_async(refuse_two, (2,))
    refused.wait()
    check(not refused.successful(), "a task that raised was successful")


def put_pid(pool, results):
    results.put(pool.apply(os.getpid))


@case("sync_manager.pool.of-two-processes", "SYNC-MANAGER-POOL")
def pool_of_two():
    manager = counters()
    pool, results = manager.Pool(1), manager.Queue()
    process = child(put_pid, pool, results)
    check_equal(results.get(), pool.apply(os.getpid), "worker")
    process.join()


@case("sync_manager.pool.maps", "SYNC-MANAGER-POOL-MAPS")
def pool_maps():
    pool = counters().Pool(2)
    for chunksize in (None, 1, 3, 100):
        check_equal(pool.map(square, range(10), chunksize), [n * n for n in range(10)])
    check_equal((pool.map(square, []), pool.starmap(add, [(1, 2), (3, 4)])), ([], [3, 7]))
    with raises(IndexError, what="map()"):
        pool.map(refuse_two, range(5))
    check_equal(pool.map_async(square, range(3)).get(), [0, 1, 4])


@case("sync_manager.pool.one-result-after-the-other", "SYNC-MANAGER-POOL-MAPS")
def pool_imap():
    pool = counters().Pool(2)
    check_equal(list(pool.imap(square, range(10), 3)), [n * n for n in range(10)])
    check_equal(sorted(pool.imap_unordered(square, range(10), 3)), [n * n for n in range(10)])
    failing = pool.imap(refuse_two, range(4))
    check_equal([next(failing), next(failing)], [0, 1])
    with raises(IndexError, what="the third result"):
        next(failing)
    check_equal(next(failing), 3)


@case("sync_manager.pool.closed-and-joined", "SYNC-MANAGER-POOL-ENDS")
def pool_closed():
    pool = counters().Pool(2)
    with raises(ValueError, what="join() of a running pool"):
        pool.join()
    last = pool.apply_async(square, (4,))
    pool.close()
    with raises(ValueError, what="apply_async() after close()"):
        pool.apply_async(square, (5,))
    pool.join()
    check(last.ready() and last.get() == 16, "the last task was not done")


@case("sync_manager.pool.terminated", "SYNC-MANAGER-POOL-ENDS")
def pool_terminated():
    manager = counters()
    pool = manager.Pool(1)
    never = pool.apply_async(wait_for, (manager.Event(),))
    in_time("terminate()", pool.terminate)
    in_time("join()", pool.join)
    outcome = result_of("a task of a pool of the server that was terminated", never)
    check(isinstance(outcome, Exception), "it is said to have given %r" % (outcome,))
