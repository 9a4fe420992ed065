# SPDX-License-Identifier: BSL-1.0
"""Pool: how it ends, and what is left of it."""

import multiprocessing as mp

from cases.pool import pool_of, square
from cases.pool_workers import keep_connection, result_of, tell_and_stay
from checks import check, check_equal, ends, in_time, patience, raises, require
from processes import answer, at_end, child, end, exitcode_of, kill_pid, threw, wait_for_ever, yes
from registry import case


@case("pool.close.finishes-what-it-has", "POOL-CLOSE", "POOL-JOIN-RUNNING")
def close():
    pool = pool_of(2)
    with raises(ValueError, what="join() of a running pool"):
        pool.join()
    results = [pool.apply_async(square, (n,)) for n in range(50)]
    pool.close()
    for call in (pool.apply_async, pool.map, pool.imap):
        with raises(ValueError, what=call.__name__ + "() after close()"):
            call(square, [1])
    pool.join()
    pool.join()
    check_equal([result.get(0) for result in results], [n * n for n in range(50)])
    check_equal(mp.active_children(), [], "children")


def hanging_pool(count):
    here, there = mp.Pipe(False)
    pool = pool_of(2, keep_connection, (there,))
    result = pool.map_async(tell_and_stay, range(count), 1)
    here.recv()
    return pool, result


@case("pool.terminate.does-not-wait-for-tasks", "POOL-TERMINATE")
def terminate():
    pool, result = hanging_pool(10_000)
    in_time("terminate()", pool.terminate)
    in_time("join() after terminate()", pool.join)
    with raises(ValueError, what="apply_async() after terminate()"):
        pool.apply_async(square, (1,))
    check_equal(mp.active_children(), [], "children")


@case("pool.terminate.what-was-left-fails", "POOL-TERMINATE")
def terminate_fails_the_rest():
    pool, result = hanging_pool(4)
    pool.terminate()
    pool.join()
    outcome = result_of("a map of a pool that was terminated", result)
    check(isinstance(outcome, Exception), "it is said to have given %r" % (outcome,))


@case("pool.scope.terminates", "POOL-SCOPE-TERMINATES")
def scope():
    here, there = mp.Pipe(False)
    with mp.Pool(1, keep_connection, (there,)) as pool:
        pool.apply_async(tell_and_stay, (1,))
        here.recv()
    with raises(ValueError, what="apply_async() after the end of the scope"):
        pool.apply_async(square, (1,))
    pool.join()
    check_equal(mp.active_children(), [], "children")


def leave_a_pool():
    global kept
    kept = mp.Pool(2)
    kept.map_async(square, range(1000))
    answer(kept.apply(square, (3,)) == 9)


@case("pool.program.ends-with-a-pool-that-lives", "POOL-PROGRAM-END")
def program_end():
    process = child(leave_a_pool)
    if ends(process, "a program that ends with a pool that lives"):
        check_equal(process.exitcode, yes, "exitcode")


def make_pool_and_stay(results):
    pool = mp.Pool(2, keep_connection, (results,))
    pool.map_async(tell_and_stay, [1, 1], 1)
    wait_for_ever()


@case("pool.parent.killed-ends-the-workers", "POOL-PARENT-KILLED")
def parent_killed():
    here, there = mp.Pipe(False)
    parent = child(make_pool_and_stay, there)
    there.close()
    for _ in range(2):
        at_end(kill_pid, here.recv())
    end(parent)
    what = "the workers of a killed process still run after %g s, in the middle of their tasks"
    require(here.poll(patience), what % patience)
    with raises(EOFError, what="recv(), when no worker should be left,"):
        here.recv()


class Scarce:
    """Can be sent only so often."""

    left = 0

    def __reduce__(self):
        if Scarce.left <= 0:
            raise KeyError("no more copies")
        Scarce.left -= 1
        return (Scarce, ())


def ignore(scarce):
    pass


@case("pool.start.that-fails-leaves-nothing", "POOL-START-FAILS", only=("spawn", "forkserver"))
def start_fails():
    # For each worker its arguments are sent: one after the other is the first that fails.
    for enough in range(3):
        Scarce.left = enough
        with raises(KeyError, what="Pool(3), of which %d can be started," % enough):
            mp.Pool(3, ignore, (Scarce(),))
        check_equal(mp.active_children(), [], "children")


def make_pool():
    answer(threw(AssertionError, mp.Pool, 2))


@case("pool.start.in-a-daemon-is-refused", "POOL-START-FAILS")
def start_in_a_daemon():
    check_equal(exitcode_of(make_pool, daemon=True), yes, "exitcode")


@case("pool.object.cannot-be-sent", "POOL-NOT-SERIALIZED")
def not_serialized():
    pool = pool_of(1)
    with raises(NotImplementedError, what="send() of a pool"):
        mp.Pipe()[0].send(pool)


@case("pool.forked-child.may-not-use-it", "POOL-FORKED-CHILD", only=("fork",))
def forked_child():
    pool = pool_of(1)
    process = child(lambda: answer(threw(Exception, lambda: pool.apply(square, (1,)))))
    if ends(process, "a forked child that uses the pool of its parent"):
        check_equal(process.exitcode, yes, "exitcode of a child that was refused")
    check_equal(result_of("a task of the parent", pool.apply_async(square, (3,))), 9)
