# SPDX-License-Identifier: BSL-1.0
"""RLock: a lock that its holder may take again."""

import multiprocessing as mp
import threading

from checks import check, check_equal, needs, raises
from processes import Stopwatch, a_while, answer, child, exitcode_of, threw, yes
from registry import case


def run_thread(call, *arguments):
    results = []
    thread = threading.Thread(target=lambda: results.append(call(*arguments)))
    thread.start()
    thread.join()
    return results[0]


def is_free(lock):
    """Whether another thread could have it."""

    def try_it():
        taken = lock.acquire(timeout=0)
        if taken:
            lock.release()
        return taken

    return run_thread(try_it)


@case("rlock.acquire.again-by-the-holder", "RLOCK-AGAIN")
def again():
    lock = mp.RLock()
    for _ in range(3):
        check(lock.acquire(), "the holder cannot take it again")
    for _ in range(3):
        check(not is_free(lock), "it is free before the last release")
        lock.release()
    check(is_free(lock), "it is not free after the last release")


@case("rlock.release.once-too-often-is-refused", "RLOCK-RELEASE-OWNER")
def release_too_often():
    lock = mp.RLock()
    with raises(AssertionError, what="release() of a free lock"):
        lock.release()
    lock.acquire()
    lock.release()
    with raises(AssertionError, what="the second release()"):
        lock.release()


def cannot_use(lock):
    return not lock.acquire(timeout=0) and threw(AssertionError, lock.release)


def answer_whether_it_cannot(lock):
    answer(cannot_use(lock))


@case("rlock.release.by-another-process-is-refused", "RLOCK-RELEASE-OWNER", "RLOCK-PROCESSES")
def release_by_process():
    lock = mp.RLock()
    lock.acquire()
    check_equal(exitcode_of(answer_whether_it_cannot, lock), yes, "exitcode")
    check(not is_free(lock), "another process released it")
    lock.release()


@case("rlock.release.by-another-thread-is-refused", "RLOCK-RELEASE-OWNER")
def release_by_thread():
    lock = mp.RLock()
    lock.acquire()
    check(run_thread(cannot_use, lock), "another thread could take or release it")
    lock.release()


def take_between_two_messages(lock, results):
    results.send(1)
    with lock:
        results.send(2)


@case("rlock.acquire.others-wait-for-the-last-release", "RLOCK-LAST-RELEASE")
def last_release():
    lock = mp.RLock()
    reader, writer = mp.Pipe(False)
    lock.acquire()
    lock.acquire()
    process = child(take_between_two_messages, lock, writer)
    check_equal(reader.recv(), 1)
    lock.release()
    check(not reader.poll(a_while), "it was given on before the last release")
    lock.release()
    check_equal(reader.recv(), 2)
    process.join()


def hold(lock, connection):
    with lock:
        connection.send(1)
        connection.recv()


@case("rlock.acquire.timeout-is-false-and-not-early", "RLOCK-ACQUIRE-TIMEOUT")
def acquire_timeout():
    lock = mp.RLock()
    ours, theirs = mp.Pipe()
    process = child(hold, lock, theirs)
    check_equal(ours.recv(), 1)
    watch = Stopwatch()
    check(not lock.acquire(timeout=a_while), "a lock that a child holds can be taken")
    check(watch.at_least(a_while), "acquire() came back early")
    check(not lock.acquire(timeout=-1), "a lock that a child holds can be taken")
    ours.send(1)
    process.join()
    check(lock.acquire(block=False), "a released lock cannot be taken")
    lock.release()


@case("rlock.locked.by-a-child-is-seen", "RLOCK-LOCKED")
def locked():
    lock = mp.RLock()
    needs(lock, "locked", "new in 3.14")
    ours, theirs = mp.Pipe()
    check(not lock.locked(), "a new lock is locked")
    process = child(hold, lock, theirs)
    check_equal(ours.recv(), 1)
    check(lock.locked(), "a lock that a child holds is not locked")
    ours.send(1)
    process.join()
    check(not lock.locked(), "a released lock is locked")


@case("rlock.acquire.threads-to-different-depths", "RLOCK-DEPTHS")
def depths():
    lock = mp.RLock()
    texts = {}

    def take(times):
        for _ in range(times):
            lock.acquire()
        texts[times] = repr(lock)
        for _ in range(times):
            lock.release()

    threads = [threading.Thread(target=take, args=(times,)) for times in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for times, thread in enumerate(threads, 1):
        check("%s, %d)>" % (thread.name, times) in texts[times], texts[times])
    check(is_free(lock), "it is not free")


@case("rlock.to_string.names-its-owner-and-depth", "RLOCK-NAMES-OWNER")
def names_owner():
    lock = mp.RLock()
    check_equal(repr(lock), "<RLock(None, 0)>")
    for depth in (1, 2):
        lock.acquire()
        check_equal(repr(lock), "<RLock(%s, %d)>" % (mp.current_process().name, depth))
    check_equal(run_thread(repr, lock), "<RLock(SomeOtherThread, nonzero)>", "in another thread")
    lock.release()
    lock.release()
    check_equal(repr(lock), "<RLock(None, 0)>")


def take_and_end(lock):
    answer(lock.acquire())


@case("rlock.owner.ended-child-leaves-it-held", "RLOCK-ENDED-OWNER")
def ended_owner():
    lock = mp.RLock()
    check_equal(exitcode_of(take_and_end, lock), yes, "exitcode")
    check_equal(repr(lock), "<RLock(SomeOtherProcess, nonzero)>")
    check(not lock.acquire(timeout=0), "it can be taken")
