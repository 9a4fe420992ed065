# SPDX-License-Identifier: BSL-1.0
"""Gotcha: a process is killed while it uses a queue. Does anybody hang, does a torn message arrive?"""

import multiprocessing as mp
from queue import Empty

from checks import check, check_equal, ends, in_time, observe, raises, require, step
from processes import a_while, child, pattern
from registry import case

BIG = 300_000  # more than a pipe holds
HUGE = 8 << 20  # a kill finds the writer in the middle of it
MARKER = -1  # producer of the item that ends a stream


def parcel(producer, number, size):
    return producer, number, pattern(size, number * 31 + producer)


def whole(item):
    return isinstance(item, tuple) and len(item) == 3 and item == parcel(item[0], item[1], len(item[2]))


def end_by(process, kill):
    process.kill() if kill else process.terminate()
    process.join()


def until_bytes_arrive(queue, writer):
    """The writer is in the middle of its message then, which no pipe can hold."""
    while queue.empty():
        require(writer.is_alive(), "the writer has ended before it wrote anything")


def put_one(queue, producer, number, size):
    queue.put(parcel(producer, number, size))


def get_whole(queue, when):
    """One item, if it comes in time."""
    item = in_time("get() " + when, queue.get)
    require(whole(item), "a torn message arrived as a whole one " + when)
    return item


def drain_to_marker(queue, when):
    """What a queue still delivers until the item of somebody who lives; all of it must be whole."""
    following = child(put_one, queue, MARKER, 0, 10)
    while get_whole(queue, when)[0] != MARKER:
        pass
    if ends(following, "a writer that came after"):
        check_equal(following.exitcode, 0, "exitcode")


@case("terminate.queue.writer-in-the-middle-of-a-message", "TERMINATE-QUEUE-WRITER")
def writer_in_the_middle():
    for kill in (False, True):
        queue = mp.Queue()
        victim = child(put_one, queue, 1, 0, HUGE)
        until_bytes_arrive(queue, victim)
        end_by(victim, kill)
        check(victim.exitcode < 0, "exitcode %r" % victim.exitcode)
        step("the writer was %s" % ("killed" if kill else "terminated"))
        with raises(Empty, what="get(timeout) of half a message"):
            in_time("get() with a timeout of %g s of half a message" % a_while, queue.get, True, a_while)
        drain_to_marker(queue, "after its writer was killed in the middle of a message")
        check(queue.empty(), "something is left")


@case("terminate.queue.next-writer-after-a-killed-one", "TERMINATE-QUEUE-WRITER")
def next_writer():
    queue = mp.Queue()
    victim = child(put_one, queue, 1, 0, HUGE)
    until_bytes_arrive(queue, victim)
    end_by(victim, True)
    following = child(put_one, queue, 2, 0, 10)
    ends(following, "a process that puts one small item into the queue of a killed writer, and flushes it")


def write_for_ever(queue):
    number = 0
    while True:
        queue.put(parcel(1, number, BIG))
        number += 1


@case("terminate.queue.writer-in-a-loop-at-several-moments", "TERMINATE-QUEUE-WRITER", limit=60.0)
def writer_in_a_loop():
    for moment in (0, 1, 2, 3, 5, 8):
        queue = mp.Queue(3)
        victim = child(write_for_ever, queue)
        for _ in range(moment):
            check(whole(queue.get()), "a message is torn before any kill")
        end_by(victim, moment % 2 == 0)
        step("killed after %d items" % moment)
        drain_to_marker(queue, "after its writer was killed at item %d" % moment)


def write_sixty(producer, queue):
    for number in range(60):
        queue.put(parcel(producer, number, 50_000))


@case("terminate.queue.writer-among-others", "TERMINATE-QUEUE-OTHERS", limit=60.0)
def writer_among_others():
    queue = mp.Queue(5)
    victim = child(write_for_ever, queue)
    others = [child(write_sixty, producer, queue) for producer in (2, 3)]
    seen = set()
    of_victim = 0
    while len(seen) < 120 or of_victim < 3:
        when = "after" if of_victim == 3 else "before"
        when += " one of three writers was killed, at item %d" % (len(seen) + of_victim)
        producer, number, _ = get_whole(queue, when)
        if producer != 1:
            check((producer, number) not in seen, "a message came twice")
            seen.add((producer, number))
        else:
            of_victim += 1
            if of_victim == 3:
                victim.kill()  # it is in the middle of the next one, or waits for room
    victim.join()
    for other in others:
        if ends(other, "another writer"):
            check_equal(other.exitcode, 0, "exitcode")
    drain_to_marker(queue, "after one of three writers was killed")


def ready_and_get(queue, ready):
    ready.send(1)
    queue.get()


@case("terminate.queue.reader-that-waits", "TERMINATE-QUEUE-READER")
def reader_that_waits():
    for kill in (False, True):
        queue = mp.Queue()
        reader, writer = mp.Pipe(False)
        victim = child(ready_and_get, queue, writer)
        check_equal(reader.recv(), 1)
        victim.join(a_while)
        end_by(victim, kill)
        queue.put(parcel(2, 0, BIG))
        get_whole(queue, "after a reader was %s while it waited" % ("killed" if kill else "terminated"))
        with raises(Empty, what="get(timeout=0)"):
            queue.get(timeout=0)


def get_and_acknowledge(queue, acknowledged):
    while True:
        acknowledged.send(queue.get()[1])


@case("terminate.queue.reader-in-a-loop", "TERMINATE-QUEUE-READER", "TERMINATE-QUEUE-LOSS", limit=60.0)
def reader_in_a_loop():
    for moment in (1, 2, 5):
        queue = mp.Queue()
        reader, writer = mp.Pipe(False)
        victim = child(get_and_acknowledge, queue, writer)
        writer.close()
        for number in range(20):
            queue.put(parcel(2, number, BIG))
        seen = {reader.recv() for _ in range(moment)}
        end_by(victim, moment % 2 == 0)
        step("killed after %d items" % moment)
        try:
            while True:
                seen.add(reader.recv())
        except (EOFError, OSError):
            pass  # that was the last acknowledgement, or it was cut off
        queue.put(parcel(MARKER, 0, 10))
        item = get_whole(queue, "after a reader was killed at item %d of 20" % moment)
        while item[0] != MARKER:
            check(item[1] not in seen, "a message came twice")
            seen.add(item[1])
            item = get_whole(queue, "after a reader was killed at item %d of 20" % moment)
        observe("lost", 20 - len(seen))
        what = "%d of 20 items are lost, at most the one that the victim held may be"
        check(len(seen) >= 19, what % (20 - len(seen)))


@case("terminate.simple_queue.writer-in-the-middle-of-a-message", "TERMINATE-SIMPLE-QUEUE")
def simple_queue_writer():
    queue = mp.SimpleQueue()
    victim = child(put_one, queue, 1, 0, HUGE)
    until_bytes_arrive(queue, victim)
    end_by(victim, True)
    following = child(put_one, queue, 2, 7, BIG)
    item = get_whole(queue, "after a writer was killed in the middle of a message")
    check_equal(item[0], 2, "producer")
    if ends(following, "the next writer"):
        check_equal(following.exitcode, 0, "exitcode")
