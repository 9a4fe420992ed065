# SPDX-License-Identifier: BSL-1.0
"""multiprocessing.dummy: locks, semaphores, events and barriers among threads."""

import multiprocessing.dummy as dummy
import threading

from cases.dummy import begun
from checks import check, check_equal, patience, raises
from processes import Stopwatch, a_while, pause, threw
from registry import case


@case("dummy.lock.taken-and-released", "DUMMY-LOCK")
def lock():
    lock = dummy.Lock()
    check(lock.acquire() and lock.locked(), "it is not taken")
    watch = Stopwatch()
    check(not lock.acquire(timeout=a_while) and not lock.acquire(False), "it can be taken twice")
    check(watch.at_least(a_while), "acquire() came back early")
    begun(lock.release).join()
    check(not lock.locked(), "it is taken")
    with raises(RuntimeError, ValueError, what="release() once more"):
        lock.release()


@case("dummy.lock.holder-has-ended", "DUMMY-LOCK-OWNER-ENDED")
def lock_owner_ended():
    lock = dummy.Lock()
    begun(lock.acquire).join()
    try:
        taken = lock.acquire(timeout=patience)
    except Exception:
        check(True, "told")
    else:
        hangs = "hangs: the holder has ended, and nobody is told in %g s" % patience
        check(False, "it was taken without a word" if taken else hangs)


@case("dummy.rlock.again", "DUMMY-RLOCK")
def rlock():
    lock = dummy.RLock()
    taken = []
    for _ in range(3):
        lock.acquire()
    for _ in range(3):
        begun(lambda: taken.append(lock.acquire(False))).join()
        lock.release()
    check_equal(taken, [False] * 3, "taken by another thread")
    with raises(RuntimeError, AssertionError, what="release() once more"):
        lock.release()


@case("dummy.semaphore.counts", "DUMMY-SEMAPHORE")
def semaphore():
    semaphore, bounded = dummy.Semaphore(2), dummy.BoundedSemaphore(1)
    check_equal([semaphore.acquire(False) for _ in range(3)], [True, True, False], "acquired")
    for _ in range(4):
        semaphore.release()
    check_equal([semaphore.acquire(False) for _ in range(5)], [True] * 4 + [False], "acquired")
    with raises(ValueError, what="release() above the bound"):
        bounded.release()


@case("dummy.event.set-and-cleared", "DUMMY-EVENT")
def event():
    event = dummy.Event()
    watch = Stopwatch()
    check(not event.is_set() and not event.wait(0) and not event.wait(a_while), "it is set")
    check(watch.at_least(a_while), "wait() came back early")
    event.set()
    check(event.is_set() and event.wait(), "it is not set")
    event.clear()
    begun(event.set)
    check(event.wait(), "wait() is false")


@case("dummy.condition.notify-n", "DUMMY-CONDITION")
def condition():
    condition, asleep, awake = dummy.Condition(), dummy.Semaphore(0), dummy.Semaphore(0)
    for call in (condition.notify, condition.wait):
        with raises(RuntimeError, AssertionError, what=call.__name__ + "() without the lock"):
            call()

    def wait_once():
        with condition:
            asleep.release()
            condition.wait()
        awake.release()

    waiters = [begun(wait_once) for _ in range(6)]
    for _ in waiters:
        asleep.acquire()
    for count in (2, 4):
        with condition:
            condition.notify(count)
        for _ in range(count):
            awake.acquire()
        check(not awake.acquire(timeout=a_while), "more than %d were woken" % count)
    for waiter in waiters:
        waiter.join()
    with condition:
        check(not condition.wait(a_while), "wait() is true")
        check(not condition.wait_for(lambda: False, a_while), "wait_for() is true")


@case("dummy.barrier.broken-and-reset", "DUMMY-BARRIER")
def barrier():
    barrier, told = dummy.Barrier(3), dummy.Queue()

    def wait_and_tell():
        told.put(threw(threading.BrokenBarrierError, barrier.wait))

    for call, broken in ((barrier.abort, True), (barrier.reset, False), (barrier.wait, False)):
        if barrier.broken:
            barrier.reset()
        threads = [begun(wait_and_tell) for _ in range(2)]
        while barrier.n_waiting < 2:
            pause()
        call()
        sent_away = [told.get() for _ in threads]
        check_equal(sent_away, [call != barrier.wait] * 2, call.__name__ + " broke it for the others:")
        check_equal(barrier.broken, broken, "broken")
    with raises(threading.BrokenBarrierError, what="wait(timeout)"):
        barrier.wait(a_while)
