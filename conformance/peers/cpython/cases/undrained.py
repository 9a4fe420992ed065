# SPDX-License-Identifier: BSL-1.0
"""Gotcha: a process does not end before its queued items are flushed, so join can wait for a reader that never is."""

import multiprocessing as mp

from checks import check, check_equal, ends, in_time, not_in_python, observe, require, step
from processes import a_while, answer, child, pattern, yes
from registry import case

MILLION = 1_000_000


def put_much(queue):
    queue.put(pattern(MILLION))


def put_and_say(queue, done):
    put_much(queue)
    done.set()


@case("undrained.join.times-out-instead-of-hanging", "UNDRAINED-JOIN-TIMEOUT")
def join_times_out():
    queue, put = mp.Queue(), mp.Event()
    process = child(put_and_say, queue, put)
    check(put.wait(), "the event was not set")
    process.join(a_while)  # it flushes, and nobody reads
    check(process.is_alive(), "it ended although nobody reads")
    check(queue.get() == pattern(MILLION), "the item is another one")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("undrained.flushing.tells-what-and-where", "UNDRAINED-FLUSHING")
def flushing():
    not_in_python(mp.Process, "flushing")


@case("undrained.drain-then-join.works", "UNDRAINED-DRAIN-FIRST")
def drain_then_join():
    queue = mp.Queue()
    process = child(put_much, queue)
    check(queue.get() == pattern(MILLION), "the item is another one")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def put_three(queue, done):
    for _ in range(3):
        put_much(queue)
    done.set()


@case("undrained.drain-then-join.by-a-loop", "UNDRAINED-DRAIN-FIRST")
def drain_by_a_loop():
    queue, put = mp.Queue(), mp.Event()
    process = child(put_three, queue, put)
    check(put.wait(), "the event was not set")
    whole = 0
    while whole < 3 and queue.get() == pattern(MILLION):
        whole += 1
    check_equal(whole, 3, "whole items")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("undrained.drain-then-join.of-several-children", "UNDRAINED-DRAIN-FIRST")
def drain_several():
    queue = mp.Queue()
    processes = [child(put_much, queue) for _ in range(3)]
    for _ in processes:
        check(queue.get() == pattern(MILLION), "the item is another one")
    for process in processes:
        process.join()
        check_equal(process.exitcode, 0, "exitcode")


def cancel_and_put(queue):
    queue.cancel_join_thread()
    put_much(queue)
    answer(True)


@case("undrained.cancel_join_thread.lets-the-process-end", "UNDRAINED-CANCEL")
def cancel():
    queue = mp.Queue()
    process = child(cancel_and_put, queue)
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


def put_and_cancel(queue):
    for _ in range(5):
        put_much(queue)
    queue.close()
    queue.cancel_join_thread()
    answer(True)


@case("undrained.cancel_join_thread.after-the-put", "UNDRAINED-CANCEL")
def cancel_after_the_put():
    queue = mp.Queue()
    process = child(put_and_cancel, queue)
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


def put_and_cancel_at_once(queue, go):
    put_much(queue)
    go.wait()
    queue.cancel_join_thread()


def put_last(queue):
    queue.put("the last")


@case("undrained.cancel_join_thread.the-queue-serves-others", "UNDRAINED-CANCEL-OTHERS")
def cancel_leaves_the_queue():
    queue, go = mp.Queue(), mp.Event()
    first = child(put_and_cancel_at_once, queue, go)
    while queue.empty():  # until it is in the middle of its item: no pipe holds that
        first.join(0)
    go.set()
    first.join()
    step("the first process has ended without flushing")
    last = child(put_last, queue)
    whole = 0
    item = in_time("get() after a process ended without flushing", queue.get)
    while item != "the last":
        require(item == pattern(MILLION), "a torn message arrived as a whole one")
        whole += 1
        item = in_time("get() after a process ended without flushing", queue.get)
    observe("arrived in spite of it", whole)
    if ends(last, "the next process that puts"):
        check_equal(last.exitcode, 0, "exitcode")


@case("undrained.kill.ends-a-process-that-flushes", "UNDRAINED-KILL")
def kill():
    queue, put = mp.Queue(), mp.Event()
    process = child(put_and_say, queue, put)
    check(put.wait(), "the event was not set")
    process.join(a_while)
    check(process.is_alive(), "it ended although nobody reads")
    process.kill()
    process.join()
    check(process.exitcode < 0, "exitcode %r" % process.exitcode)


def leave_a_child_that_puts(queue):
    mp.Process(target=put_much, args=(queue,)).start()  # not joined: the end of this process does it


@case("undrained.exit.a-parent-waits-for-its-flushing-child", "UNDRAINED-PARENT-EXIT")
def parent_waits():
    queue = mp.Queue()
    process = child(leave_a_child_that_puts, queue)
    process.join(a_while)
    check(process.is_alive(), "it did not wait for its child")
    check(queue.get() == pattern(MILLION), "the item is another one")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")
