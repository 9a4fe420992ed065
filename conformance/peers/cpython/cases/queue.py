# SPDX-License-Identifier: BSL-1.0
"""Queue: order, bounds, time limits, and what is said of sizes."""

import multiprocessing as mp
import sys
from queue import Empty, Full

from checks import check, check_equal, no_parameter, raises
from processes import Stopwatch, a_while, answer, child, exitcode_of, pattern, pause, threw, yes
from registry import case


def put_range(queue, *bounds):
    for number in range(*bounds):
        queue.put(number)


def get_all(queue, count):
    return [queue.get() for _ in range(count)]


@case("queue.put.first-in-first-out", "QUEUE-FIFO")
def fifo():
    queue = mp.Queue()
    put_range(queue, 100)
    check_equal(get_all(queue, 100), list(range(100)))


@case("queue.put.in-a-child-get-in-the-parent", "QUEUE-PROCESSES", "QUEUE-FIFO")
def put_in_child():
    queue = mp.Queue()
    process = child(put_range, queue, 1000)
    check_equal(get_all(queue, 1000), list(range(1000)))
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def square_all(questions, answers):
    for number in iter(questions.get, 0):
        answers.put(number * number)


@case("queue.put.in-the-parent-get-in-a-child", "QUEUE-PROCESSES")
def put_in_parent():
    questions, answers = mp.Queue(), mp.Queue()
    process = child(square_all, questions, answers)
    for number in (5, 6, 7, 0):
        questions.put(number)
    check_equal(get_all(answers, 3), [25, 36, 49])
    process.join()


@case("queue.put.before-and-after-start-arrives-in-order", "QUEUE-FEEDER-FORK")
def feeder_fork():
    queue = mp.Queue()
    put_range(queue, 5)  # the feeder of this process runs when the child is made
    process = child(put_range, queue, 5, 10)
    process.join()
    # Each once: the child did not send the items of its parent again.
    check_equal(sorted(get_all(queue, 10)), list(range(10)))
    with raises(Empty, what="get(timeout)"):
        queue.get(timeout=a_while)


class Order:
    def __init__(self, customer, goods):
        self.customer, self.goods = customer, goods

    def __eq__(self, other):
        return (self.customer, self.goods) == (other.customer, other.goods)


def pass_on(source, target):
    target.put(source.get())


@case("queue.put.user-types", "QUEUE-USER-TYPES")
def user_types():
    there, back = mp.Queue(), mp.Queue()
    order = Order("Ada", {"apples": 3, "pears": 0})
    process = child(pass_on, there, back)
    there.put(order)
    check(back.get() == order, "another order came back")
    process.join()


def put_large(queue):
    for seed in range(4):
        queue.put(pattern(1_000_000 + seed, seed))


@case("queue.put.large-items", "QUEUE-LARGE")
def large_items():
    queue = mp.Queue()
    process = child(put_large, queue)
    for seed in range(4):
        check(queue.get() == pattern(1_000_000 + seed, seed), "item %d is another one" % seed)
    process.join()


@case("queue.put.does-not-wait-for-a-reader", "QUEUE-PUT-NEVER-BLOCKS")
def put_never_blocks():
    queue = mp.Queue()
    for seed in range(64):
        queue.put(pattern(100_000, seed))  # far more than any pipe holds, and nobody reads
    for seed in range(64):
        check(queue.get() == pattern(100_000, seed), "item %d is another one" % seed)


@case("queue.put.full-without-waiting", "QUEUE-PUT-FULL")
def put_full():
    queue = mp.Queue(2)
    queue.put(1)
    queue.put_nowait(2)
    with raises(Full, what="put_nowait()"):
        queue.put_nowait(3)
    for timeout in (0, -1):
        with raises(Full, what="put(timeout=%d)" % timeout):
            queue.put(3, timeout=timeout)
    check_equal(queue.get(), 1)
    queue.put(4)
    check_equal(get_all(queue, 2), [2, 4])


@case("queue.put.timeout-raises-full-not-early", "QUEUE-PUT-TIMEOUT-FULL")
def put_timeout():
    queue = mp.Queue(1)
    queue.put(1)
    watch = Stopwatch()
    with raises(Full, what="put(timeout)"):
        queue.put(2, timeout=a_while)
    check(watch.at_least(a_while), "put() came back early")
    check_equal(queue.get(), 1)


def put_three(queue, full):
    queue.put(1)
    full.set()
    queue.put(2)
    queue.put(3)


@case("queue.put.waits-for-room", "QUEUE-PUT-WAITS")
def put_waits():
    queue, full = mp.Queue(1), mp.Event()
    process = child(put_three, queue, full)
    check(full.wait(), "the event was not set")
    process.join(a_while)
    check(process.is_alive(), "put() did not wait")
    check_equal(get_all(queue, 3), [1, 2, 3])
    process.join()


def put_one_too_many(queue):
    answer(threw(Full, queue.put_nowait, 5))


@case("queue.put.bound-holds-for-all-processes", "QUEUE-BOUND-SHARED")
def bound_shared():
    queue = mp.Queue(3)
    check_equal(exitcode_of(put_range, queue, 1, 4), 0, "exitcode")
    with raises(Full, what="put_nowait()"):
        queue.put_nowait(4)
    check_equal(queue.get(), 1)
    queue.put_nowait(4)
    check_equal(exitcode_of(put_one_too_many, queue), yes, "exitcode")
    check_equal(get_all(queue, 3), [2, 3, 4])


@case("queue.get.empty-without-waiting", "QUEUE-GET-EMPTY")
def get_empty():
    queue = mp.Queue()
    with raises(Empty, what="get_nowait()"):
        queue.get_nowait()
    for timeout in (0, -1):
        with raises(Empty, what="get(timeout=%d)" % timeout):
            queue.get(timeout=timeout)


@case("queue.get.timeout-raises-empty", "QUEUE-GET-TIMEOUT-EMPTY")
def get_timeout():
    queue = mp.Queue()
    watch = Stopwatch()
    with raises(Empty, what="get(timeout)"):
        queue.get(timeout=a_while)
    check(watch.at_least(a_while), "get() came back early")
    queue.put(1)
    check_equal(queue.get(timeout=3600), 1)


def ready_and_exit_with_item(queue, ready):
    ready.send(1)
    sys.exit(queue.get())


@case("queue.get.timeout-while-another-process-waits", "QUEUE-GET-TIMEOUT-EMPTY")
def get_timeout_while_another_waits():
    queue = mp.Queue()
    reader, writer = mp.Pipe(False)
    process = child(ready_and_exit_with_item, queue, writer)
    check_equal(reader.recv(), 1)
    watch = Stopwatch()
    with raises(Empty, what="get(timeout)"):
        queue.get(timeout=a_while)
    check(watch.at_least(a_while), "get() came back early")
    queue.put(12)
    process.join()
    check_equal(process.exitcode, 12, "exitcode")


def wait_and_put(queue, go):
    go.wait()
    queue.put(8)


@case("queue.get.waits-for-an-item", "QUEUE-GET-WAITS")
def get_waits():
    queue, go = mp.Queue(), mp.Event()
    process = child(wait_and_put, queue, go)
    with raises(Empty, what="get(timeout)"):
        queue.get(timeout=a_while)
    go.set()
    check_equal(queue.get(), 8)
    process.join()


@case("queue.get.block-false-tries-once", "QUEUE-BLOCK-FALSE")
def block_false():
    queue = mp.Queue(1)
    queue.put(1, True)
    for arguments in ((2, False), (2, False, 3600)):
        with raises(Full, what="put%r" % (arguments,)):
            queue.put(*arguments)
    watch = Stopwatch()
    with raises(Full, what="put(2, True, timeout)"):
        queue.put(2, True, a_while)
    check(watch.at_least(a_while), "put() came back early")
    check_equal(queue.get(True, 3600), 1)
    for arguments in ((False,), (False, 3600)):
        with raises(Empty, what="get%r" % (arguments,)):
            queue.get(*arguments)


@case("queue.qsize.counts-puts-and-gets", "QUEUE-QSIZE")
def qsize():
    queue = mp.Queue()
    sizes = [queue.qsize()]
    for number in range(2):
        queue.put(number)
        sizes.append(queue.qsize())
    for _ in range(2):
        queue.get()
        sizes.append(queue.qsize())
    check_equal(sizes, [0, 1, 2, 1, 0], "sizes")


def get_one_put_two(queue):
    queue.get()
    queue.put(3)
    queue.put(4)
    answer(queue.qsize() == 4)


@case("queue.qsize.in-several-processes", "QUEUE-QSIZE")
def qsize_of_several():
    queue = mp.Queue()
    put_range(queue, 3)
    check_equal(queue.qsize(), 3, "size")
    check_equal(exitcode_of(get_one_put_two, queue), yes, "exitcode")
    check_equal(queue.qsize(), 4, "size")
    get_all(queue, 4)


def at_rest(queue):
    """What was put is on its way for a moment; the runner's deadline ends a wait for something that never comes."""
    while queue.empty():
        pause()


@case("queue.empty.and-full-at-rest", "QUEUE-EMPTY", "QUEUE-FULL")
def empty_and_full():
    queue = mp.Queue(2)
    check(queue.empty() and not queue.full(), "a new queue is not empty, or is full")
    queue.put(1)
    check(not queue.full(), "it is full with one of two")
    queue.put(2)
    check(queue.full(), "it is not full")
    at_rest(queue)
    check_equal(queue.get(), 1)
    check(not queue.full(), "it is full with one of two")
    check_equal(queue.get(), 2)
    check(queue.empty(), "it is not empty")


@case("queue.empty.false-for-items-of-a-child", "QUEUE-EMPTY")
def empty_after_child():
    queue = mp.Queue()
    check_equal(exitcode_of(put_range, queue, 1), 0, "exitcode")
    check(not queue.empty(), "it is empty although the child had flushed it")
    check_equal(queue.get(), 0)
    check(queue.empty(), "it is not empty")


@case("queue.name.is-given-or-counted", "QUEUE-NAME")
def name():
    no_parameter(mp.Queue, "name")
