# SPDX-License-Identifier: BSL-1.0
"""Gotcha: a process is killed, and what it used beside queues stays usable or does not."""

import multiprocessing as mp

from checks import check, check_equal, fail, in_time, observe, patience, raises, require, step
from processes import a_while, answer, child, end, pattern, threw, wait_for_ever, yes
from registry import case


def put_and_stay(lock, queue, ready):
    queue.put(1)
    queue.close()
    queue.join_thread()
    ready.send(1)
    wait_for_ever()


@case("terminate.idle.everything-still-works", "TERMINATE-IDLE")
def idle():
    for by_kill in (False, True):
        lock, queue = mp.Lock(), mp.Queue()
        reader, writer = mp.Pipe(False)
        victim = child(put_and_stay, lock, queue, writer)
        check_equal(reader.recv(), 1)
        victim.kill() if by_kill else victim.terminate()
        victim.join()
        check(lock.acquire(timeout=0), "the lock is taken")
        lock.release()
        check_equal(queue.get(), 1)  # it had been sent
        queue.put(2)
        check_equal(queue.get(), 2)


def use_everything(lock, rlock, semaphore, event, queue, rounds):
    number = 0
    while True:
        with lock, rlock:
            event.set()
        semaphore.release()
        semaphore.acquire()
        event.clear()
        queue.put(number)
        rounds.send(number)
        number += 1


def mend(name, lock):
    """Takes and gives back a lock that may have died with its holder. Anybody may release a plain Lock, which makes it
    serve again for those who know; an RLock cannot be had back."""
    if lock.acquire(timeout=patience):
        lock.release()
        return 0
    if threw((ValueError, AssertionError), lock.release):
        fail("hangs: a %s of a killed process cannot be taken, and nobody else can release it" % name)
    else:
        check(lock.acquire(timeout=0), "a %s that was released cannot be taken" % name)
        lock.release()
    return 1


def put_marker(queue):
    queue.put(-1)


@case("terminate.anything.at-several-moments", "TERMINATE-ANYTHING", limit=60.0)
def anything():
    abandoned = 0
    for moment in (1, 2, 3, 5, 8, 13, 21, 34):
        lock, rlock, semaphore, event, queue = mp.Lock(), mp.RLock(), mp.Semaphore(2), mp.Event(), mp.Queue()
        reader, writer = mp.Pipe(False)
        victim = child(use_everything, lock, rlock, semaphore, event, queue, writer)
        for number in range(moment):
            check_equal(reader.recv(), number)
        victim.kill() if moment % 2 == 0 else victim.terminate()
        victim.join()
        step("killed after %d rounds" % moment)
        abandoned += mend("Lock", lock) + mend("RLock", rlock)
        observe("locks found abandoned", abandoned)
        what = "the semaphore has no unit, although the victim never held more than one of three"
        require(semaphore.acquire(timeout=patience), what)
        in_time("Event.set() after a kill", event.set)
        check(in_time("Event.wait() after a kill", event.wait), "the event is not set")
        in_time("Event.clear() after a kill", event.clear)
        other = child(put_marker, queue)
        expected = 0
        item = in_time("Queue.get() after a kill", queue.get)
        while item != -1:
            check_equal(item, expected)
            expected += 1
            item = in_time("Queue.get() after a kill", queue.get)
        other.join()


def send_huge(out):
    out.send(pattern(8 << 20))


@case("terminate.connection.sender-in-the-middle-of-a-message", "TERMINATE-CONNECTION-SENDER")
def sender_in_the_middle():
    reader, writer = mp.Pipe(False)
    victim = child(send_huge, writer)
    writer.close()
    check(reader.poll(None), "nothing came")
    end(victim)
    with raises(OSError, EOFError, what="recv() of half a message"):
        in_time("recv() of half a message", reader.recv)


def say_ready_and_stay(ready):
    ready.send(1)
    wait_for_ever()


@case("terminate.connection.idle-sender-is-end-of-file", "TERMINATE-CONNECTION-EOF")
def idle_sender():
    reader, writer = mp.Pipe(False)
    victim = child(say_ready_and_stay, writer)
    writer.close()
    check_equal(reader.recv(), 1)
    victim.kill()
    with raises(EOFError, what="recv()"):
        reader.recv()
    victim.join()


def set_and_clear(event, rounds, who=0):
    number = 0
    while True:
        event.set()
        event.clear()
        rounds.send((who, number))
        number += 1


def wait_and_answer(event):
    answer(event.wait())


@case("terminate.event.setter-at-several-moments", "TERMINATE-EVENT", limit=60.0)
def event_setter():
    for moment in (1, 3, 10, 30, 100, 300):
        event = mp.Event()
        reader, writer = mp.Pipe(False)
        victim = child(set_and_clear, event, writer)
        for number in range(moment):
            check_equal(reader.recv(), (0, number))
        end(victim)
        step("killed after %d rounds" % moment)
        in_time("Event.clear() after a kill", event.clear)
        waiter = child(wait_and_answer, event)
        waiter.join(a_while)
        check(waiter.is_alive(), "wait() came back from an event that is not set")
        in_time("Event.set() after a kill", event.set)
        waiter.join()
        check_equal(waiter.exitcode, yes, "exitcode")


@case("terminate.event.several-setters-one-after-the-other", "TERMINATE-EVENT", limit=60.0)
def event_setters():
    for number in range(5):
        event = mp.Event()
        reader, writer = mp.Pipe(False)
        victims = [child(set_and_clear, event, writer, who) for who in range(4)]
        begun = set()
        while len(begun) < len(victims):
            begun.add(reader.recv()[0])
        # They stand in line for the event, so that most of the time one of them is at it.
        for victim in victims:
            end(victim)
        step("killed four of them, %d times" % (number + 1))
        in_time("Event.set() after four processes that set and cleared it were killed", event.set)
        check(in_time("Event.wait()", event.wait), "the event is not set")
