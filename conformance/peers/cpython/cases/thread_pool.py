# SPDX-License-Identifier: BSL-1.0
"""ThreadPool: the same face as Pool."""

from multiprocessing.pool import ThreadPool

from cases.pool import Failing, square
from checks import check, check_equal, raises
from processes import at_end
from registry import case


def pool_of(threads, *arguments):
    pool = ThreadPool(threads, *arguments)
    at_end(pool.terminate)
    return pool


@case("thread_pool.calls.are-those-of-a-pool", "THREAD-POOL-CALLS")
def calls():
    pool = pool_of(3)
    squares = [n * n for n in range(5)]
    check_equal((pool.apply(square, (7,)), pool.map(square, range(5))), (49, squares))
    check_equal((pool.map_async(square, range(5)).get(), list(pool.imap(square, range(5)))), (squares, squares))
    check_equal(pool.starmap(divmod, [(7, 2)]), [(3, 1)])
    with raises(KeyError, what="map() of an input that fails"):
        pool.map(square, Failing(3))
    with raises(ValueError, what="ThreadPool(0)"):
        ThreadPool(0)
    with raises(ValueError, what="join() of a running pool"):
        pool.join()
    pool.close()
    with raises(ValueError, what="apply() after close()"):
        pool.apply(square, (1,))
    pool.join()


@case("thread_pool.exceptions.arrive-as-they-were-thrown", "THREAD-POOL-EXCEPTION")
def exceptions():
    class Local(Exception):
        pass

    made = Local(5)

    def throw():
        raise made

    with raises(Local, what="apply()") as failure:
        pool_of(1).apply(throw)
    check(failure.error is made, "another exception came")
    check_equal(made.__cause__, None, "cause")


@case("thread_pool.targets.may-be-anything", "THREAD-POOL-ANYTHING")
def anything():
    begun, seen = [], []
    pool = pool_of(2, lambda: begun.append(1))
    pool.map(lambda n: seen.append(n), [1, 2, 3])
    given = lambda: None
    check(pool.apply(lambda each: each, (given,)) is given, "another object came back")
    pool.close()
    pool.join()
    check_equal((sorted(seen), len(begun)), ([1, 2, 3], 2))
