# SPDX-License-Identifier: BSL-1.0
"""SimpleQueue: a pipe with a lock at each end."""

import multiprocessing as mp

from checks import check, check_equal, needs, raises
from processes import child, exitcode_of, pattern
from registry import case


@case("simple_queue.put.first-in-first-out", "SIMPLE-QUEUE-FIFO")
def fifo():
    queue = mp.SimpleQueue()
    for number in range(10):
        queue.put(number)
    check_equal([queue.get() for _ in range(10)], list(range(10)))


def put_three(queue):
    queue.put("one")
    queue.put("")
    queue.put(pattern(1_000_000))


@case("simple_queue.put.in-a-child-get-in-the-parent", "SIMPLE-QUEUE-PROCESSES")
def processes():
    queue = mp.SimpleQueue()
    process = child(put_three, queue)
    check_equal([queue.get(), queue.get()], ["one", ""])
    check(queue.get() == pattern(1_000_000), "the large item is another one")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def add_one(questions, answers):
    answers.put(questions.get() + 1)


@case("simple_queue.get.waits-for-an-item", "SIMPLE-QUEUE-GET-WAITS")
def get_waits():
    questions, answers = mp.SimpleQueue(), mp.SimpleQueue()
    process = child(add_one, questions, answers)
    check(answers.empty(), "there is an answer before the question")
    questions.put(1)
    check_equal(answers.get(), 2)
    process.join()


@case("simple_queue.empty.before-between-and-after", "SIMPLE-QUEUE-EMPTY")
def empty():
    queue = mp.SimpleQueue()
    check(queue.empty(), "a new queue is not empty")
    queue.put(1)
    check(not queue.empty(), "it is empty after a put")
    check_equal(queue.get(), 1)
    check(queue.empty(), "it is not empty after the get")


def put_whether_empty(queue):
    queue.put(queue.empty())
    queue.put(queue.empty())


@case("simple_queue.empty.asked-and-answered-in-a-child", "SIMPLE-QUEUE-EMPTY")
def empty_in_a_child():
    queue = mp.SimpleQueue()
    check_equal(exitcode_of(put_whether_empty, queue), 0, "exitcode")
    check(not queue.empty(), "it is empty after the puts")
    check_equal([queue.get(), queue.get()], [True, False])
    check(queue.empty(), "it is not empty after the gets")


@case("simple_queue.close.may-be-repeated-and-ends-all-use", "SIMPLE-QUEUE-CLOSE")
def close():
    queue = mp.SimpleQueue()
    needs(queue, "close", "new in 3.9")
    queue.put(1)
    queue.close()
    queue.close()
    for call in ((queue.empty,), (queue.put, 2), (queue.get,)):
        with raises(OSError, what=call[0].__name__ + "() after close()"):
            call[0](*call[1:])


def put_many(producer, queue):
    for number in range(200):
        queue.put((producer, number))


@case("simple_queue.put.many-writers-lose-nothing", "SIMPLE-QUEUE-MANY-WRITERS")
def many_writers():
    queue = mp.SimpleQueue()
    writers = [child(put_many, producer, queue) for producer in range(4)]
    following = dict.fromkeys(range(4), 0)
    out_of_order = 0
    for _ in range(800):
        producer, number = queue.get()
        out_of_order += number != following[producer]
        following[producer] = number + 1
    check_equal(out_of_order, 0, "items out of order")
    check_equal(following, dict.fromkeys(range(4), 200), "items of each")
    check(queue.empty(), "something is left")
    for process in writers:
        process.join()


def sum_up(items, sums):
    sums.put(sum(iter(items.get, 0)))


@case("simple_queue.get.many-readers-share-the-items", "SIMPLE-QUEUE-MANY-READERS")
def many_readers():
    items, sums = mp.SimpleQueue(), mp.SimpleQueue()
    readers = [child(sum_up, items, sums) for _ in range(3)]
    for number in range(1, 301):
        items.put(number)
    for _ in readers:
        items.put(0)
    check_equal(sum(sums.get() for _ in readers), 300 * 301 // 2)
    for process in readers:
        process.join()
