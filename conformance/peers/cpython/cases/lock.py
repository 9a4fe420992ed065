# SPDX-License-Identifier: BSL-1.0
"""Lock: mutual exclusion between processes, and what becomes of it when its holder dies."""

import multiprocessing as mp
import os
import threading

from checks import check, check_equal, ends, needs, observe, patience, raises, require
from processes import Stopwatch, a_while, answer, child, end, exitcode_of, wait_for_ever, yes
from registry import case


@case("lock.acquire.then-locked-then-released", "LOCK-ACQUIRE")
def acquire():
    lock = mp.Lock()
    check(lock.acquire(), "a free lock cannot be taken")
    check(not lock.acquire(timeout=0), "a taken lock can be taken")
    lock.release()
    check(lock.acquire(timeout=0), "a released lock cannot be taken")
    lock.release()


@case("lock.locked.whoever-took-it", "LOCK-LOCKED")
def locked():
    lock = mp.Lock()
    needs(lock, "locked", "new in 3.14")
    check(not lock.locked(), "a new lock is locked")
    check_equal(exitcode_of(take, lock), yes, "exitcode")
    check(lock.locked(), "a lock that a child took is not locked")
    lock.release()
    check(not lock.locked(), "a released lock is locked")


@case("lock.release.of-a-free-lock-is-refused", "LOCK-RELEASE-FREE")
def release_free():
    lock = mp.Lock()
    with raises(ValueError, what="release() of a free lock"):
        lock.release()
    check(lock.acquire(), "a free lock cannot be taken")
    lock.release()
    with raises(ValueError, what="the second release()"):
        lock.release()


@case("lock.acquire.timeout-is-false-and-not-early", "LOCK-ACQUIRE-TIMEOUT")
def acquire_timeout():
    lock = mp.Lock()
    check(lock.acquire(timeout=a_while), "a free lock cannot be taken")
    watch = Stopwatch()
    check(not lock.acquire(timeout=a_while), "a taken lock can be taken")
    check(watch.at_least(a_while), "acquire() came back early")
    lock.release()


@case("lock.acquire.zero-and-negative-timeouts-try-once", "LOCK-ACQUIRE-TRY")
def acquire_try():
    lock = mp.Lock()
    check(lock.acquire(timeout=-1), "a free lock cannot be taken")
    for timeout in (-1, 0):
        check(not lock.acquire(timeout=timeout), "a taken lock can be taken")
    check(not lock.acquire(block=False), "a taken lock can be taken")
    lock.release()
    check(lock.acquire(block=False), "a released lock cannot be taken")
    lock.release()


def hold(lock, connection):
    """From the first message to the second."""
    connection.send(lock.acquire())
    connection.recv()
    lock.release()


@case("lock.acquire.held-by-another-process", "LOCK-PROCESSES")
def processes():
    lock = mp.Lock()
    ours, theirs = mp.Pipe()
    process = child(hold, lock, theirs)
    check(ours.recv(), "the child cannot take it")
    check(not lock.acquire(timeout=0), "a lock that a child holds can be taken")
    check(not lock.acquire(timeout=a_while), "a lock that a child holds can be taken")
    ours.send(1)
    check(lock.acquire(), "a released lock cannot be taken")
    lock.release()
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def take_between_two_messages(lock, results):
    results.send(1)
    with lock:
        results.send(2)


@case("lock.acquire.waits-for-the-release", "LOCK-ACQUIRE-WAITS")
def acquire_waits():
    lock = mp.Lock()
    reader, writer = mp.Pipe(False)
    lock.acquire()
    process = child(take_between_two_messages, lock, writer)
    check_equal(reader.recv(), 1)
    check(not reader.poll(a_while), "acquire() did not wait")
    lock.release()
    check_equal(reader.recv(), 2)
    process.join()


def count_in_file(times, lock):
    """Correct only if nobody comes in between reading and writing."""
    for _ in range(times):
        with lock:
            with open("counter.txt") as counter:
                number = int(counter.read())
            with open("counter.txt", "w") as counter:
                counter.write(str(number + 1))


@case("lock.acquire.only-one-at-a-time", "LOCK-EXCLUSION")
def exclusion():
    lock = mp.Lock()
    with open("counter.txt", "w") as counter:
        counter.write("0")
    for process in [child(count_in_file, 50, lock) for _ in range(4)]:
        process.join()
        check_equal(process.exitcode, 0, "exitcode")
    with open("counter.txt") as counter:
        check_equal(counter.read(), "200", "counted")
    os.remove("counter.txt")


def release(lock):
    lock.release()


@case("lock.release.by-another-process", "LOCK-RELEASE-ANYBODY")
def release_by_process():
    lock = mp.Lock()
    lock.acquire()
    check_equal(exitcode_of(release, lock), 0, "exitcode")
    check(lock.acquire(timeout=0), "a released lock cannot be taken")
    lock.release()


@case("lock.release.by-another-thread", "LOCK-RELEASE-ANYBODY")
def release_by_thread():
    lock = mp.Lock()
    lock.acquire()
    thread = threading.Thread(target=lock.release)
    thread.start()
    thread.join()
    check(lock.acquire(timeout=0), "a released lock cannot be taken")
    lock.release()


@case("lock.scoped_lock.of-two-locks", "LOCK-STANDARD")
def with_statement():
    left, right = mp.Lock(), mp.Lock()
    try:
        with left, right:
            check(not left.acquire(timeout=0) and not right.acquire(timeout=0), "with does not take both")
            raise RuntimeError("on purpose")
    except RuntimeError:
        check(left.acquire(timeout=0) and right.acquire(timeout=0), "an exception did not release both")


def take(lock):
    answer(lock.acquire(timeout=0))


def take_and_stay(lock, results):
    results.send(lock.acquire())
    wait_for_ever()


def holder_of(lock):
    reader, writer = mp.Pipe(False)
    holder = child(take_and_stay, lock, writer)
    require(reader.recv(), "the child cannot take it")
    return holder


def expect_told(name, lock):
    """Whoever takes a lock of the dead should hear of it: by an exception, as there is nothing else in Python."""
    try:
        taken = lock.acquire(timeout=patience)
    except Exception as error:
        observe("acquire() raised", error)
        check(True, "told")
    else:
        check(not taken, "a %s was taken over from a killed process without a word" % name)
        check(taken, "hangs: acquire() of a %s whose holder is dead was told nothing in %g s" % (name, patience))


@case("lock.owner.killed-is-told-to-the-next", "LOCK-OWNER-DIED")
def owner_killed():
    lock = mp.Lock()
    end(holder_of(lock))
    expect_told("Lock", lock)


@case("lock.owner.ended-without-a-release", "LOCK-OWNER-DIED")
def owner_ended():
    lock = mp.Lock()
    check_equal(exitcode_of(take, lock), yes, "exitcode")
    expect_told("Lock", lock)


@case("rlock.owner.killed-is-told-to-the-next", "RLOCK-OWNER-DIED")
def rlock_owner_killed():
    lock = mp.RLock()
    end(holder_of(lock))
    expect_told("RLock", lock)


@case("lock.recover.makes-it-serve-again", "LOCK-RECOVER")
def recover():
    lock = mp.Lock()
    end(holder_of(lock))
    lock.release()  # anybody may, and that is how a program of Python that knows of the death gets it back
    check(lock.acquire(timeout=0), "a released lock cannot be taken")
    check_equal(exitcode_of(take, lock), 43, "exitcode of a child that must not get it")
    lock.release()
    check_equal(exitcode_of(take, lock), yes, "exitcode")


def say_and_take(lock, ready):
    ready.send(1)
    lock.acquire()


@case("lock.owner.killed-while-others-wait", "LOCK-OWNER-DIED-WAITERS")
def owner_killed_while_others_wait():
    lock = mp.Lock()
    reader, writer = mp.Pipe(False)
    holder = holder_of(lock)
    waiter = child(say_and_take, lock, writer)
    check_equal(reader.recv(), 1)
    waiter.join(a_while)
    check(waiter.is_alive(), "the waiter did not wait")
    end(holder)
    ends(waiter, "a process that waits for a lock whose holder was killed")


@case("lock.waiter.killed-takes-nothing-along", "LOCK-WAITER-DIED")
def waiter_died():
    lock = mp.Lock()
    reader, writer = mp.Pipe(False)
    lock.acquire()
    waiter = child(say_and_take, lock, writer)
    check_equal(reader.recv(), 1)
    waiter.join(a_while)
    end(waiter)
    lock.release()
    require(lock.acquire(timeout=patience), "hangs: the lock cannot be taken after one who waited for it was killed")
    lock.release()
    check_equal(exitcode_of(take, lock), yes, "exitcode")


@case("lock.to_string.names-its-owner", "LOCK-NAMES-OWNER")
def names_owner():
    lock = mp.Lock()
    texts = []
    check_equal(repr(lock), "<Lock(owner=None)>")
    with lock:
        check_equal(repr(lock), "<Lock(owner=%s)>" % mp.current_process().name)
        thread = threading.Thread(target=lambda: texts.append(repr(lock)))
        thread.start()
        thread.join()
    check_equal(texts, ["<Lock(owner=SomeOtherThread)>"], "in another thread")
    end(holder_of(lock))
    check_equal(repr(lock), "<Lock(owner=SomeOtherProcess)>")
