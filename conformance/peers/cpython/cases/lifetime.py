# SPDX-License-Identifier: BSL-1.0
"""Lifetime: objects live as long as somebody uses them, and no longer."""

import multiprocessing as mp
import sys

from checks import check, check_equal, raises
from processes import child
from registry import case


def use_all(results, queue, lock, event, semaphore):
    queue.put(1)
    works = queue.get() == 1 and lock.acquire() and semaphore.acquire() and not event.is_set()
    event.set()
    results.send(works and event.wait())
    lock.release()


def start_with_objects_of_its_own(writer):
    """Nothing but the child has them when this comes back."""
    return child(use_all, writer, mp.Queue(), mp.Lock(), mp.Event(), mp.Semaphore(3))


@case("lifetime.objects.outlive-their-maker-s-copies", "LIFETIME-DROPPED")
def dropped():
    reader, writer = mp.Pipe(False)
    process = start_with_objects_of_its_own(writer)
    writer.close()  # so that a child that cannot begin is end of file here
    try:
        check(reader.recv(), "an object does not serve")
    except EOFError:
        check(False, "the child could not begin: its objects went when the parent dropped its own")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("lifetime.pipes.thousands-one-after-the-other", "LIFETIME-NO-LEAK")
def pipes():
    right = 0
    for number in range(3000):
        reader, writer = mp.Pipe(number % 2 == 0)
        writer.send(number)
        right += reader.recv() == number
    check_equal(right, 3000)


@case("lifetime.locks.thousands-one-after-the-other", "LIFETIME-NO-LEAK")
def locks():
    right = 0
    for _ in range(2000):
        lock, semaphore, event = mp.Lock(), mp.Semaphore(1), mp.Event()
        event.set()
        right += lock.acquire() and semaphore.acquire() and event.wait()
        lock.release()
    check_equal(right, 2000)


@case("lifetime.queues.hundreds-one-after-the-other", "LIFETIME-NO-LEAK")
def queues():
    right = 0
    for number in range(600):
        queue = mp.Queue(2)
        queue.put(number)
        right += queue.get() == number
        queue.close()
        queue.join_thread()
    check_equal(right, 600)


def exit_with(code):
    sys.exit(code)


@case("lifetime.processes.hundreds-one-after-the-other", "LIFETIME-NO-LEAK", limit=120.0)
def processes():
    right = 0
    for number in range(200):
        process = mp.Process(target=exit_with, args=(number % 100,))
        process.start()
        process.join()
        right += process.exitcode == number % 100
    check_equal(right, 200)


def stand_by(go):
    go.wait()


def send_one(results):
    results.send(1)


@case("lifetime.handles.of-others-are-not-inherited", "LIFETIME-NOT-INHERITED", only=("spawn", "forkserver"))
def not_inherited():
    reader, writer = mp.Pipe(False)
    end = mp.Event()
    before = child(stand_by, end)
    owner = child(send_one, writer)
    after = child(stand_by, end)
    writer.close()
    check_equal(reader.recv(), 1)
    with raises(EOFError, what="recv(), although two others run,"):
        reader.recv()
    check(before.is_alive() and after.is_alive(), "the others have ended")
    end.set()
    for process in (before, after, owner):
        process.join()
