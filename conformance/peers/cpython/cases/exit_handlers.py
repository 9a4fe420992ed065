# SPDX-License-Identifier: BSL-1.0
"""What a process does at its end: what it told the module atexit, and multiprocessing.util.Finalize."""

import atexit
import multiprocessing as mp
import sys
from multiprocessing.util import Finalize

from checks import check, check_equal, require
from processes import answer, child, exitcode_of, yes
from registry import case


def send_at_exit(results, number):
    atexit.register(results.send, number)


@case("exit_handlers.at_exit.runs-at-the-end-of-a-child", "EXIT-HANDLERS-RUN")
def runs():
    reader, writer = mp.Pipe(False)
    check_equal(exitcode_of(send_at_exit, writer, 1), 0, "exitcode")
    require(reader.poll(), "what a child told atexit was not called at its end")
    check_equal(reader.recv(), 1)


def send_and_exit(results):
    send_at_exit(results, 1)
    sys.exit(5)


def send_and_fail(results):
    send_at_exit(results, 2)
    raise RuntimeError("on purpose")


@case("exit_handlers.at_exit.runs-after-exit-and-after-an-exception", "EXIT-HANDLERS-RUN")
def runs_after_exit():
    reader, writer = mp.Pipe(False)
    check_equal(exitcode_of(send_and_exit, writer), 5, "exitcode")
    check_equal(exitcode_of(send_and_fail, writer), 1, "exitcode")
    for number in (1, 2):
        require(reader.poll(), "what a child told atexit was not called at its end")
        check_equal(reader.recv(), number)


def send_and_start(results):
    send_at_exit(results, 1)
    answer(exitcode_of(nothing) == 0)


def nothing():
    pass


@case("exit_handlers.at_exit.a-child-has-none-of-its-parent", "EXIT-HANDLERS-OWN")
def own():
    reader, writer = mp.Pipe(False)
    check_equal(exitcode_of(send_and_start, writer), yes, "exitcode")
    sent = 0
    while reader.poll():
        reader.recv()
        sent += 1
    check(sent <= 1, "the child of a process has called the handler of its parent, too")


def send_with_priorities(results):
    # Neither the order of registration nor its reverse is the one that is expected.
    for number, priority in ((1, 20), (5, -3), (3, 10), (4, 0), (2, 10)):
        Finalize(None, results.send, args=(number,), exitpriority=priority)


@case("exit_handlers.at_exit.higher-priority-first-then-newest", "EXIT-HANDLERS-ORDER")
def order():
    reader, writer = mp.Pipe(False)
    check_equal(exitcode_of(send_with_priorities, writer), 0, "exitcode")
    for number in (1, 2, 3, 4, 5):
        require(reader.poll(), "a handler was not called")
        check_equal(reader.recv(), number)


def send_after(start, results):
    start.recv()
    results.send(2)


def send_around_a_child(results, start):
    Finalize(None, results.send, args=(3,), exitpriority=-1)
    Finalize(None, results.send, args=(1,), exitpriority=0)
    mp.Process(target=send_after, args=(start, results)).start()


@case("exit_handlers.at_exit.below-zero-follows-the-end-of-children", "EXIT-HANDLERS-ORDER")
def below_zero():
    reader, writer = mp.Pipe(False)
    go_reader, go = mp.Pipe(False)
    process = child(send_around_a_child, writer, go_reader)
    check_equal(reader.recv(), 1)  # its child runs still, since nobody has said go
    go.send(1)
    check_equal([reader.recv(), reader.recv()], [2, 3])
    process.join()
