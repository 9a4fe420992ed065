# SPDX-License-Identifier: BSL-1.0
"""SyncManager: locks and their kin, queues, values and a pool, used by two processes."""

import multiprocessing as mp
import multiprocessing.managers
import sys
import threading
from queue import Empty, Full

from cases.lock import expect_told
from cases.manager import counters
from checks import check, check_equal, needs, not_in_python, patience, raises, require
from processes import Stopwatch, a_while, answer, child, end, exitcode_of, threw, yes
from registry import case


@case("sync_manager.types.all-are-made", "SYNC-MANAGER-TYPES")
def types():
    manager = counters()
    lock = manager.Lock()
    made = [lock, manager.RLock(), manager.Semaphore(2), manager.BoundedSemaphore(2), manager.Condition(),
            manager.Condition(lock), manager.Event(), manager.Barrier(2), manager.Queue(), manager.JoinableQueue(),
            manager.list(), manager.dict(), manager.Value("i", 1), manager.Array("i", [1]), manager.Namespace()]
    check_equal(manager._number_of_objects(), len(made), "objects in the server")
    needs(manager, "set", "new in 3.14")
    check_equal(manager.set([1])._getvalue(), {1})


def take_and_wait(parent, lock):
    parent.send(lock.acquire())
    parent.recv()


@case("sync_manager.lock.acquired-there-released-here", "SYNC-MANAGER-LOCK")
def lock():
    lock = counters().Lock()
    ours, theirs = mp.Pipe()
    process = child(take_and_wait, theirs, lock)
    check(ours.recv(), "the child cannot take it")
    check(not lock.acquire(False), "a lock that a child holds can be taken")
    lock.release()
    check(lock.acquire(False), "a released lock cannot be taken")
    lock.release()
    with raises(RuntimeError, ValueError, what="release() once more"):
        lock.release()
    ours.send(True)
    process.join()


class WithTimeout:
    """The proxy of a lock takes its timeout by place."""

    def __init__(self, lock):
        self.lock = lock

    def acquire(self, timeout):
        return self.lock.acquire(True, timeout)


@case("sync_manager.lock.holder-killed", "SYNC-MANAGER-OWNER-DIED")
def lock_holder_killed():
    lock = counters().Lock()
    ours, theirs = mp.Pipe()
    process = child(take_and_wait, theirs, lock)
    require(ours.recv(), "the child cannot take it")
    end(process)
    expect_told("Lock of a manager", WithTimeout(lock))


def say_and_get(parent, queue):
    parent.send(1)
    queue.get()


@case("sync_manager.queue.waiter-killed", "SYNC-MANAGER-OWNER-DIED")
def queue_waiter_killed():
    queue = counters().Queue()
    ours, theirs = mp.Pipe()
    process = child(say_and_get, theirs, queue)
    check_equal(ours.recv(), 1)
    process.join(a_while)
    end(process)
    queue.put(1)
    try:
        check_equal(queue.get(True, patience), 1)
    except Empty:
        check(False, "the item went to a process that had been killed while it waited")


def cannot_take(lock):
    answer(not lock.acquire(False) and threw((RuntimeError, AssertionError), lock.release))


@case("sync_manager.rlock.again-and-again", "SYNC-MANAGER-RLOCK")
def rlock():
    lock = counters().RLock()
    check(lock.acquire() and lock.acquire(), "it cannot be taken twice")
    check_equal(exitcode_of(cannot_take, lock), yes, "exitcode")
    lock.release()
    check_equal(exitcode_of(cannot_take, lock), yes, "exitcode")
    lock.release()
    with raises(RuntimeError, AssertionError, what="release() once more"):
        lock.release()


def take_units(semaphore, bounded):
    answer(semaphore.acquire() and semaphore.acquire() and not semaphore.acquire(False) and bounded.acquire())


@case("sync_manager.semaphore.counts", "SYNC-MANAGER-SEMAPHORE")
def semaphore():
    manager = counters()
    semaphore, bounded = manager.Semaphore(2), manager.BoundedSemaphore(1)
    check_equal(exitcode_of(take_units, semaphore, bounded), yes, "exitcode")
    check(not semaphore.acquire(False), "there is a unit too many")
    semaphore.release()
    check(semaphore.acquire(False), "there is no unit")
    bounded.release()
    with raises(ValueError, what="release() above the bound"):
        bounded.release()


def wait_for_three(condition, watched):
    with condition:
        answer(condition.wait_for(lambda: watched.value == 3))


@case("sync_manager.condition.notified", "SYNC-MANAGER-CONDITION")
def condition():
    manager = counters()
    condition, watched = manager.Condition(), manager.Value("i", 0)
    process = child(wait_for_three, condition, watched)
    for number in (1, 2, 3):
        with condition:
            watched.value = number
            condition.notify_all()
    process.join()
    check_equal(process.exitcode, yes, "exitcode")
    with raises(RuntimeError, AssertionError, what="notify() without the lock"):
        condition.notify()
    with condition:
        check(not condition.wait(a_while), "wait() is true")


def wait_clear_set(first, second):
    first.wait()
    first.clear()
    second.set()


@case("sync_manager.event.set-and-cleared", "SYNC-MANAGER-EVENT")
def event():
    manager = counters()
    event, done = manager.Event(), manager.Event()
    process = child(wait_clear_set, event, done)
    watch = Stopwatch()
    check(not done.wait(a_while), "it did not wait")
    check(watch.at_least(a_while), "wait() came back early")
    event.set()
    check(done.wait(), "wait() is false")
    check(not event.is_set(), "it is set")
    process.join()


def exit_with_index(barrier):
    sys.exit(10 + barrier.wait())


@case("sync_manager.barrier.meets-and-breaks", "SYNC-MANAGER-BARRIER")
def barrier():
    barrier = counters().Barrier(2)
    check_equal(barrier.parties, 2, "parties")
    process = child(exit_with_index, barrier)
    mine = barrier.wait()
    process.join()
    check_equal({mine, process.exitcode - 10}, {0, 1}, "indices")
    with raises(threading.BrokenBarrierError, what="wait(timeout)"):
        barrier.wait(a_while)
    check(barrier.broken, "it is not broken")
    barrier.reset()
    check(not barrier.broken, "it is broken")


def do_all(tasks, results):
    for task in iter(tasks.get, 0):
        results.put(str(task))
        tasks.task_done()
    tasks.task_done()


@case("sync_manager.queue.from-process-to-process", "SYNC-MANAGER-QUEUE")
def queue():
    manager = counters()
    tasks, results = manager.JoinableQueue(2), manager.Queue()
    check(tasks.empty(), "a new queue is not empty")
    process = child(do_all, tasks, results)
    for task in (1, 2, 3, 0):
        tasks.put(task)
    tasks.join()
    process.join()
    check_equal([results.qsize(), results.get(), results.get(), results.get()], [3, "1", "2", "3"])
    with raises(Empty, what="get_nowait()"):
        results.get_nowait()
    with raises(Empty, what="get(timeout)"):
        results.get(timeout=a_while)
    tasks.put(1)
    tasks.put(2)
    check(tasks.full(), "it is not full")
    with raises(Full, what="put_nowait()"):
        tasks.put_nowait(3)


def change(text, numbers, names):
    text.value = "after"
    numbers[1] = 20
    names.text = "hello"
    answer(names.number == 10)


@case("sync_manager.value.set-there", "SYNC-MANAGER-VALUE", "SYNC-MANAGER-ARRAY", "SYNC-MANAGER-NAMESPACE")
def value():
    manager = counters()
    text, numbers, names = manager.Value("s", "before"), manager.Array("i", [1, 2, 3]), manager.Namespace()
    names.number = 10
    check_equal(exitcode_of(change, text, numbers, names), yes, "exitcode")
    check_equal((text.value, list(numbers), len(numbers), names.text), ("after", [1, 20, 3], 3, "hello"))
    with raises(IndexError, what="the fourth of three"):
        numbers[3]
    del names.number
    with raises(AttributeError, what="a name that is gone"):
        names.number


@case("sync_manager.value.updates-of-many-are-all-there", "SYNC-MANAGER-VALUE")
def value_updates():
    not_in_python(mp.managers.ValueProxy, "update", "value += 1 is two calls in every version")
