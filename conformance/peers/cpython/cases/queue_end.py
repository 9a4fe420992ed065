# SPDX-License-Identifier: BSL-1.0
"""Queue: many producers and consumers, and how a queue ends."""

import multiprocessing as mp
import sys
from queue import Empty

from checks import check, check_equal, not_in_python, raises
from processes import a_while, answer, child, exitcode_of, pattern, threw, yes
from registry import case


def produce(producer, count, items):
    for number in range(count):
        items.put((producer, number))


@case("queue.many.producers-keep-their-order", "QUEUE-MANY-PRODUCERS")
def many_producers():
    items = mp.Queue()
    producers = [child(produce, producer, 250, items) for producer in range(4)]
    following = dict.fromkeys(range(4), 0)
    out_of_order = 0
    for _ in range(1000):
        producer, number = items.get()
        out_of_order += number != following[producer]
        following[producer] = number + 1
    check_equal(out_of_order, 0, "items out of order")
    check_equal(following, dict.fromkeys(range(4), 250), "items of each")
    for process in producers:
        process.join()
    check(items.empty(), "something is left")


def consume(items, seen):
    for item in iter(items.get, None):
        seen.put(item)


@case("queue.many.consumers-get-each-item-once", "QUEUE-MANY-CONSUMERS")
def many_consumers():
    items, seen = mp.Queue(), mp.Queue()
    consumers = [child(consume, items, seen) for _ in range(4)]
    for number in range(500):
        items.put(number)
    for _ in consumers:
        items.put(None)
    check_equal(sorted(seen.get() for _ in range(500)), list(range(500)))
    for process in consumers:
        process.join()


@case("queue.many.producers-and-consumers-through-a-narrow-queue", "QUEUE-MANY-BOTH")
def many_both():
    items, seen = mp.Queue(3), mp.Queue()
    consumers = [child(consume, items, seen) for _ in range(3)]
    producers = [child(produce, producer, 100, items) for producer in range(3)]
    got = sorted(seen.get() for _ in range(300))
    check_equal(got, [(producer, number) for producer in range(3) for number in range(100)])
    for _ in consumers:
        items.put(None)
    for process in producers + consumers:
        process.join()
        check_equal(process.exitcode, 0, "exitcode")


def used_queue():
    queue = mp.Queue()
    queue.put(1)
    check_equal(queue.get(), 1)
    queue.close()
    queue.join_thread()
    return queue


@case("queue.close.ends-all-use-in-this-process", "QUEUE-CLOSE-THEN-USE")
def close_then_use():
    queue = used_queue()
    for call in ((queue.put, 2), (queue.put_nowait, 2), (queue.get,), (queue.get_nowait,)):
        with raises(ValueError, what=call[0].__name__ + "() after close()"):
            call[0](*call[1:])


@case("queue.close.may-be-repeated", "QUEUE-CLOSE-REPEATED")
def close_repeated():
    queue = used_queue()
    queue.close()
    queue.join_thread()
    with raises(ValueError, what="put() after close()"):
        queue.put(2)


@case("queue.close.of-an-unused-queue", "QUEUE-CLOSE-UNUSED")
def close_unused():
    queue = mp.Queue()
    queue.close()
    queue.join_thread()
    with raises(ValueError, what="put() after close()"):
        queue.put(2)


@case("queue.empty.of-a-closed-queue", "QUEUE-EMPTY-CLOSED")
def empty_closed():
    unused = mp.Queue()
    unused.close()
    unused.join_thread()
    check(unused.empty(), "a queue that was closed unused is not empty")
    with raises(OSError, what="empty() of a closed queue"):
        used_queue().empty()


@case("queue.join_thread.before-close-is-refused", "QUEUE-JOIN-THREAD-CLOSED")
def join_thread_closed():
    queue = mp.Queue()
    queue.put(1)
    with raises(AssertionError, what="join_thread() before close()"):
        queue.join_thread()
    check_equal(queue.get(), 1)


def flush_and_stay(queue, flushed, go_on):
    produce(0, 500, queue)  # as many as a pipe holds everywhere
    queue.close()
    queue.join_thread()
    flushed.set()
    go_on.wait()  # all was sent although this process still runs


@case("queue.join_thread.everything-is-flushed", "QUEUE-JOIN-THREAD-FLUSHES")
def join_thread_flushes():
    queue, flushed, read = mp.Queue(), mp.Event(), mp.Event()
    process = child(flush_and_stay, queue, flushed, read)
    check(flushed.wait(), "the event was not set")
    check_equal([queue.get_nowait() for _ in range(500)], [(0, number) for number in range(500)])
    read.set()
    process.join()


def flush_much(queue, flushed):
    queue.put(pattern(1_000_000))
    queue.close()
    queue.join_thread()
    flushed.set()


@case("queue.join_thread.waits-for-a-reader", "QUEUE-JOIN-THREAD-FLUSHES")
def join_thread_waits():
    queue, flushed = mp.Queue(), mp.Event()
    process = child(flush_much, queue, flushed)
    check(not flushed.wait(a_while), "join_thread() came back although nobody has read what no pipe holds")
    check(queue.get() == pattern(1_000_000), "the item is another one")
    check(flushed.wait(), "the event was not set")
    process.join()


def put_and_close(queue):
    queue.put(1)
    queue.close()
    answer(threw(ValueError, queue.put, 2))


@case("queue.close.elsewhere-changes-nothing-here", "QUEUE-CLOSE-LOCAL")
def close_local():
    queue = mp.Queue()
    check_equal(exitcode_of(put_and_close, queue), yes, "exitcode")
    queue.put(3)
    check_equal([queue.get(), queue.get()], [1, 3])


def put_and_exit(queue):
    produce(0, 100, queue)
    sys.exit(3)  # without close and join_thread


@case("queue.exit.flushes-what-was-put", "QUEUE-EXIT-FLUSHES")
def exit_flushes():
    queue = mp.Queue()
    check_equal(exitcode_of(put_and_exit, queue), 3, "exitcode")
    check_equal([queue.get_nowait() for _ in range(100)], [(0, number) for number in range(100)])


def put_and_fail(queue):
    produce(0, 100, queue)
    raise RuntimeError("on purpose")


@case("queue.exit.flushes-after-an-exception", "QUEUE-EXIT-FLUSHES")
def exception_flushes():
    queue = mp.Queue()
    check_equal(exitcode_of(put_and_fail, queue), 1, "exitcode")
    check_equal([queue.get_nowait() for _ in range(100)], [(0, number) for number in range(100)])
    with raises(Empty, what="get_nowait()"):
        queue.get_nowait()


SHUTDOWN = "queue.Queue has it since 3.13, that of multiprocessing in no version"


@case("queue.shutdown.put-is-refused-everywhere", "QUEUE-SHUTDOWN-PUT")
def shutdown_put():
    not_in_python(mp.Queue(), "shutdown", SHUTDOWN)


@case("queue.shutdown.get-takes-what-is-left", "QUEUE-SHUTDOWN-GET")
def shutdown_get():
    not_in_python(mp.Queue(), "shutdown", SHUTDOWN)


@case("queue.shutdown.wakes-gets-that-wait", "QUEUE-SHUTDOWN-WAITING")
def shutdown_waiting():
    not_in_python(mp.Queue(), "shutdown", SHUTDOWN)


@case("queue.shutdown.immediately-nothing-is-left", "QUEUE-SHUTDOWN-IMMEDIATE")
def shutdown_immediate():
    not_in_python(mp.Queue(), "shutdown", SHUTDOWN)


@case("queue.drain.what-is-there-in-order", "QUEUE-DRAIN")
def drain():
    not_in_python(mp.Queue(), "__iter__")


@case("queue.drain.ends-with-the-queue", "QUEUE-DRAIN-SHUTDOWN")
def drain_shutdown():
    not_in_python(mp.Queue(), "shutdown", SHUTDOWN)
