# SPDX-License-Identifier: BSL-1.0
"""Process: a target runs in a process of its own, once, and ends with an exit code."""

import multiprocessing as mp
import os
import signal
import sys

from checks import check, check_equal, raises, require
from processes import answer, child, exitcode_of, yes
from registry import case


def nothing():
    pass


def say_yes():
    answer(True)


def exit_with(code):
    sys.exit(code)


def exit_with_received(connection):
    sys.exit(connection.recv())


@case("process.start.runs-the-target", "PROCESS-START-RUNS")
def start_runs():
    check_equal(exitcode_of(say_yes), yes, "exitcode")


def send_pid(connection):
    connection.send((os.getpid(), mp.current_process().pid))


@case("process.start.in-another-process", "PROCESS-START-SEPARATE", "PROCESS-PID-SAME")
def start_separate():
    reader, writer = mp.Pipe(False)
    process = child(send_pid, writer)
    check_equal(reader.recv(), (process.pid, process.pid))
    check(process.pid != os.getpid(), "it has our pid")
    process.join()


number = 1


def change_number():
    global number
    number = 3
    answer(number == 3)


@case("process.start.memory-is-not-shared", "PROCESS-START-SHARES-NOTHING")
def start_shares_nothing():
    global number
    number = 2
    check_equal(exitcode_of(change_number), yes, "exitcode")
    check_equal(number, 2)


@case("process.start.returns-before-the-end", "PROCESS-START-RETURNS")
def start_returns():
    reader, writer = mp.Pipe(False)
    process = child(exit_with_received, reader)
    writer.send(yes)  # the child waits for what is said only after start
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


@case("process.start.twice-is-refused", "PROCESS-START-ONCE")
def start_twice():
    process = child(nothing)
    with raises(AssertionError, what="the second start()"):
        process.start()
    process.join()
    with raises(AssertionError, what="start() after the end"):
        process.start()
    check_equal(process.exitcode, 0, "exitcode")


@case("process.start.many-at-once", "PROCESS-START-MANY")
def start_many():
    processes = [child(exit_with, code) for code in range(20)]
    for code, process in enumerate(processes):
        process.join()
        check_equal(process.exitcode, code, "exitcode")


def count_down(depth, results):
    for branch in range(2 if depth else 0):
        process = mp.Process(target=count_down, args=(depth - 1, results))
        results.send(depth * 10 + branch)
        process.start()
        process.join()


@case("process.start.children-of-children-in-order", "PROCESS-START-NESTED")
def start_nested():
    reader, writer = mp.Pipe(False)
    process = child(count_down, 2, writer)
    check_equal([reader.recv() for _ in range(6)], [20, 10, 11, 21, 10, 11])
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def send_directory(results):
    results.send(os.getcwd())


@case("process.start.in-the-same-directory", "PROCESS-START-DIRECTORY")
def start_directory():
    before = os.getcwd()
    os.mkdir("elsewhere")
    os.chdir("elsewhere")
    reader, writer = mp.Pipe(False)
    process = child(send_directory, writer)
    check_equal(reader.recv(), os.getcwd())
    process.join()
    os.chdir(before)
    os.rmdir("elsewhere")


def send_variables(names, results):
    results.send([os.environ.get(name) for name in names])


@case("process.start.in-the-same-environment", "PROCESS-START-ENVIRONMENT")
def start_environment():
    names = ["MULTIPROCESSING_TOKEN", "HOME", "PATH", "THERE_IS_NO_VARIABLE_OF_THIS_NAME"]
    reader, writer = mp.Pipe(False)
    process = child(send_variables, names, writer)
    check_equal(reader.recv(), [os.environ.get(name) for name in names])
    process.join()


@case("process.exitcode.none-until-the-end", "PROCESS-EXITCODE-NONE")
def exitcode_none():
    reader, writer = mp.Pipe(False)
    process = mp.Process(target=exit_with_received, args=(reader,))
    check_equal(process.exitcode, None, "exitcode")
    process.start()
    check_equal(process.exitcode, None, "exitcode")
    writer.send(0)
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("process.exitcode.zero-when-the-target-returns", "PROCESS-EXITCODE-ZERO")
def exitcode_zero():
    check_equal(exitcode_of(nothing), 0, "exitcode")


@case("process.exitcode.is-what-exit-said", "PROCESS-EXITCODE-NUMBER")
def exitcode_number():
    for code in (0, 1, 8, 127, 255):
        check_equal(exitcode_of(exit_with, code), code, "exitcode")


@case("process.exitcode.of-a-truth-value", "PROCESS-EXITCODE-BOOL")
def exitcode_bool():
    for value, code in ((True, 1), (False, 0), (None, 0)):
        check_equal(exitcode_of(exit_with, value), code, "exitcode of %r" % value)


def last_word():
    sys.stderr = open("errors.txt", "w")
    sys.exit("the last word")


@case("process.exitcode.one-after-a-message", "PROCESS-EXITCODE-MESSAGE")
def exitcode_message():
    check_equal(exitcode_of(last_word), 1, "exitcode")
    with open("errors.txt") as errors:
        check_equal(errors.read(), "the last word\n")
    os.remove("errors.txt")


def fail_on_purpose():
    raise RuntimeError("on purpose")


@case("process.exitcode.one-after-an-exception", "PROCESS-EXITCODE-EXCEPTION")
def exitcode_exception():
    check_equal(exitcode_of(fail_on_purpose), 1, "exitcode")


def terminate_itself():
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTERM)


@case("process.exitcode.negative-after-a-signal", "PROCESS-EXITCODE-SIGNAL")
def exitcode_signal():
    check_equal(exitcode_of(terminate_itself), -signal.SIGTERM, "exitcode")


def deep(depth):
    deep(depth - 1) if depth else sys.exit(9)


@case("process.exit.from-deep-below", "PROCESS-EXIT-ANYWHERE")
def exit_anywhere():
    check_equal(exitcode_of(deep, 50), 9, "exitcode")


def leave_and_say_goodbye(results):
    try:
        sys.exit(3)
    finally:
        results.send(1)


@case("process.exit.runs-destructors", "PROCESS-EXIT-UNWINDS")
def exit_unwinds():
    reader, writer = mp.Pipe(False)
    check_equal(exitcode_of(leave_and_say_goodbye, writer), 3, "exitcode")
    require(reader.poll(), "what is to be done at the end of a block was not done")
    check_equal(reader.recv(), 1)
