# SPDX-License-Identifier: BSL-1.0
"""Process: how long it lives, and who waits for its end."""

import multiprocessing as mp
import os
import sys
from multiprocessing.connection import wait

from checks import check, check_equal, observed, raises, require
from processes import Stopwatch, a_while, answer, child, exitcode_of, pause, started, threw, yes
from registry import case


def nothing():
    pass


def exit_with(code):
    sys.exit(code)


def receive(connection):
    connection.recv()


def count_down(start, results):
    for number in range(start.recv(), 0, -1):
        results.send(number)


@case("process.join.waits-for-the-end", "PROCESS-JOIN-WAITS")
def join_waits():
    go_reader, go = mp.Pipe(False)
    reader, writer = mp.Pipe(False)
    process = child(count_down, go_reader, writer)
    go.send(100)
    process.join()
    check(not process.is_alive(), "it lives")
    for number in range(100, 0, -1):
        require(reader.poll(), "not all was said before join came back")
        check_equal(reader.recv(), number)


@case("process.join.timeout-is-false-and-not-early", "PROCESS-JOIN-TIMEOUT")
def join_timeout():
    reader, writer = mp.Pipe(False)
    process = child(receive, reader)
    watch = Stopwatch()
    process.join(a_while)
    check(watch.at_least(a_while), "join() came back early")
    check(process.is_alive(), "it does not live")
    writer.send(1)
    process.join()


@case("process.join.zero-and-negative-timeouts-only-look", "PROCESS-JOIN-POLL")
def join_poll():
    reader, writer = mp.Pipe(False)
    process = child(receive, reader)
    process.join(0)
    process.join(-1)
    check(process.is_alive(), "it does not live")
    writer.send(1)
    process.join()


@case("process.join.timeout-is-true-at-the-end", "PROCESS-JOIN-TIMEOUT-TRUE")
def join_timeout_true():
    process = child(nothing)
    process.join(3600)
    check_equal(process.exitcode, 0, "exitcode")  # join itself says nothing in Python


@case("process.join.may-be-repeated", "PROCESS-JOIN-REPEATED")
def join_repeated():
    process = child(exit_with, 4)
    process.join()
    process.join()
    process.join(0)
    check_equal(process.exitcode, 4, "exitcode")


@case("process.join.before-start-is-refused", "PROCESS-JOIN-STARTED")
def join_started():
    with raises(AssertionError, what="join() before the start"):
        mp.Process(target=nothing).join()


def join_itself():
    answer(threw(AssertionError, mp.current_process().join))


@case("process.join.of-oneself-is-refused", "PROCESS-JOIN-SELF", "PROCESS-JOIN-CREATOR")
def join_self():
    check_equal(exitcode_of(join_itself), yes, "exitcode")
    with raises(AssertionError, AttributeError, what="join() of the main process"):
        mp.current_process().join()


@case("process.join.by-another-process-is-refused", "PROCESS-JOIN-CREATOR", only=("fork",))
def join_creator():
    reader, writer = mp.Pipe(False)
    sibling = child(receive, reader)

    def use_sibling():
        answer(threw(AssertionError, sibling.join) and threw(AssertionError, sibling.is_alive))

    check_equal(exitcode_of(use_sibling), yes, "exitcode")
    writer.send(1)
    sibling.join()


@case("process.is_alive.from-start-to-end", "PROCESS-ALIVE-RUNNING")
def alive_running():
    reader, writer = mp.Pipe(False)
    process = mp.Process(target=receive, args=(reader,))
    check(not process.is_alive(), "it lives before its start")
    started(process)
    check(process.is_alive(), "it does not live")
    writer.send(1)
    process.join()
    check(not process.is_alive(), "it lives after its end")


@case("process.is_alive.sees-an-end-without-join", "PROCESS-ALIVE-REAPS")
def alive_reaps():
    process = child(exit_with, 6)
    while process.is_alive():
        pause()
    check_equal(process.exitcode, 6, "exitcode")


@case("process.is_alive.right-after-the-sentinel", "PROCESS-ALIVE-SENTINEL")
def alive_sentinel():
    process = child(nothing)
    wait([process.sentinel])
    alive = process.is_alive()
    process.join()
    check(not process.is_alive(), "it lives after its end")
    observed("the sentinel is ready a little before the process reads as ended" if alive
             else "the process reads as ended once the sentinel is ready")


@case("process.pid.none-before-start", "PROCESS-PID-NONE")
def pid_none():
    check_equal(mp.Process(target=nothing).pid, None, "pid")


@case("process.pid.differs-between-siblings", "PROCESS-PID-DISTINCT")
def pid_distinct():
    pipes = [mp.Pipe(False) for _ in range(2)]
    processes = [child(receive, reader) for reader, _ in pipes]
    pids = {process.pid for process in processes} | {os.getpid()}
    check_equal(len(pids), 3, "different pids")
    for (_, writer), process in zip(pipes, processes):
        writer.send(1)
        process.join()
        check(process.pid in pids, "the pid is forgotten after the end")
