# SPDX-License-Identifier: BSL-1.0
"""Pool: map, starmap and imap."""

import multiprocessing as mp
import multiprocessing.pool

from cases.pool import Failing, append, gated_pool, pass_gate, pool_of, refuse, square
from checks import check, check_equal, in_time, no_parameter, raises
from processes import Stopwatch, a_while
from registry import case


def refuse_two(n):
    if n == 2:
        raise IndexError("two")
    return n


def pass_gate_unless_one(n):
    return n if n == 1 else pass_gate(n)


@case("pool.map.keeps-the-order", "POOL-MAP")
def map_order():
    pool = pool_of(3)
    squares = [n * n for n in range(200)]
    check_equal(pool.map(square, range(200)), squares)
    check_equal(pool.map_async(square, iter(range(200))).get(), squares)


@case("pool.map.in-chunks-of-any-size", "POOL-MAP-CHUNKS")
def map_chunks():
    pool = pool_of(2)
    for chunksize in (None, 1, 3, 20, 1000):
        check_equal(pool.map(square, range(20), chunksize), [n * n for n in range(20)])


@case("pool.map.of-nothing-is-nothing", "POOL-MAP-EMPTY")
def map_empty():
    pool = pool_of(1)
    check_equal(pool.map(square, [], 20), [])
    check_equal(pool.map_async(square, []).get(), [])
    check_equal(pool.starmap(square, []), [])
    check_equal((list(pool.imap(square, [])), list(pool.imap_unordered(square, []))), ([], []))


@case("pool.starmap.spreads-tuples", "POOL-STARMAP")
def starmap():
    pool = pool_of(2)
    pairs = [("a", 1), ("b", 2), ("c", 3)]
    check_equal(pool.starmap(append, pairs), ["a1!", "b2!", "c3!"])
    check_equal(pool.starmap_async(append, pairs).get(), ["a1!", "b2!", "c3!"])


def keep_runs(semaphore):
    global runs
    runs = semaphore


def fail_after_running(n):
    runs.release()
    if n in (1, 3):
        raise RuntimeError(str(n) * (1 << 20))


@case("pool.map.all-run-and-the-first-failure-is-kept", "POOL-MAP-ALL-RUN")
def map_all_run():
    count = mp.Semaphore(0)
    pool = pool_of(2, keep_runs, (count,))
    result = pool.map_async(fail_after_running, range(6), 1)
    pool.close()
    pool.join()
    check_equal([count.acquire(timeout=0) for _ in range(7)], [True] * 6 + [False], "calls")
    with raises(RuntimeError, what="get()") as failure:
        result.get(0)
    check(str(failure.error)[:1] in ("1", "3"), "another failure was kept")


@case("pool.map.callbacks-get-the-whole", "POOL-CALLBACK", "POOL-ERROR-CALLBACK")
def map_callbacks():
    good, bad = [], []
    pool = pool_of(2)
    for task in (square, refuse):
        pool.map_async(task, range(4), callback=good.append, error_callback=bad.append)
    pool.close()
    pool.join()
    check_equal((good, len(bad)), ([[0, 1, 4, 9]], 1))


@case("pool.map.an-input-that-fails-is-said-at-once", "POOL-MAP-INPUT-ERROR")
def map_input_error():
    pool = pool_of(2)
    for fail_at in (0, 1, 7):
        for _ in range(2):
            with raises(KeyError, what="map() of an input that fails at %d" % fail_at):
                in_time("map() of an input that fails at %d" % fail_at, pool.map, square, Failing(fail_at))
    check_equal(pool.apply(square, (3,)), 9)


@case("pool.map.progress-counts-to-the-end", "POOL-PROGRESS")
def progress():
    no_parameter(mp.pool.Pool.map, "progress")


@case("pool.imap.keeps-the-order-and-ends", "POOL-IMAP-ORDER")
def imap_order():
    pool = pool_of(3)
    for chunksize in (1, 4, 100):
        results = pool.imap(square, range(10), chunksize)
        check_equal(list(results), [n * n for n in range(10)])
        check_equal(next(results, None), None)


@case("pool.imap.goes-on-after-a-call-that-fails", "POOL-IMAP-ORDER")
def imap_goes_on():
    pool = pool_of(2)
    for chunksize in (1, 2, 5):
        results = pool.imap(refuse_two, range(4), chunksize)
        got = []
        try:
            for _ in range(4):
                try:
                    got.append(next(results))
                except IndexError:
                    got.append("IndexError")
        except StopIteration:
            got.append("end")
        check_equal(got, [0, 1, "IndexError", 3], "with chunks of %d:" % chunksize)


@case("pool.imap.timeout-throws-and-may-be-asked-again", "POOL-IMAP-TIMEOUT")
def imap_timeout():
    pool, event = gated_pool()
    results = pool.imap(pass_gate, [7])
    watch = Stopwatch()
    with raises(mp.TimeoutError, what="next(timeout)"):
        results.next(a_while)
    check(watch.at_least(a_while), "next() came back early")
    event.set()
    check_equal(results.next(), 7)


@case("pool.imap_unordered.gives-all", "POOL-IMAP-UNORDERED")
def unordered_all():
    pool = pool_of(3)
    for chunksize in (1, 4):
        check_equal(sorted(pool.imap_unordered(square, range(10), chunksize)), [n * n for n in range(10)])


@case("pool.imap_unordered.gives-what-is-there-first", "POOL-IMAP-UNORDERED")
def unordered_first():
    pool, event = gated_pool(2)
    results = pool.imap_unordered(pass_gate_unless_one, [0, 1])
    check_equal(next(results), 1)
    event.set()
    check_equal(next(results), 0)


@case("pool.imap.input-error-comes-after-what-was-before", "POOL-IMAP-INPUT-ERROR")
def imap_input_error():
    pool = pool_of(2)
    for chunksize in (1, 4):
        for fail_at in (0, 1, 6):
            results = pool.imap(square, Failing(fail_at), chunksize)
            got = []
            with raises(KeyError, what="imap() of an input that fails"):
                while True:
                    got.append(in_time("the next result", next, results))
            check_equal(got, [n * n for n in range(fail_at)], "with chunks of %d:" % chunksize)


@case("pool.imap.reads-only-so-far-ahead", "POOL-IMAP-LAZY")
def imap_lazy():
    no_parameter(mp.pool.Pool.imap, "read_ahead")
