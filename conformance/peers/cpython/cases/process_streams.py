# SPDX-License-Identifier: BSL-1.0
"""Process: its standard streams, what it writes at its end, and classes of one's own."""

import multiprocessing as mp
import os
import sys

from checks import check, check_equal, raises
from processes import answer, exitcode_of, started, threw, yes
from registry import case


def nothing():
    pass


def contents(file):
    with open(file) as text:
        found = text.read()
    os.remove(file)
    return found


def print_and_return():
    sys.stdout = open("output.txt", "w")
    sys.stdout.write("from Python")


@case("process.output.is-flushed-at-the-end", "PROCESS-OUTPUT-FLUSHED")
def output_flushed():
    check_equal(exitcode_of(print_and_return), 0, "exitcode")
    check_equal(contents("output.txt"), "from Python")


def print_and_exit():
    sys.stdout = open("output.txt", "w")
    sys.stdout.write("last words")
    answer(True)


@case("process.output.is-flushed-after-exit", "PROCESS-OUTPUT-FLUSHED")
def output_flushed_after_exit():
    check_equal(exitcode_of(print_and_exit), yes, "exitcode")
    check_equal(contents("output.txt"), "last words")


def print_and_start():
    sys.stdout = open("output.txt", "w")
    sys.stdout.write("waits in the buffer")
    answer(exitcode_of(nothing) == 0)


@case("process.output.of-the-parent-is-not-written-twice", "PROCESS-OUTPUT-ONCE")
def output_once():
    check_equal(exitcode_of(print_and_start), yes, "exitcode")
    check_equal(contents("output.txt"), "waits in the buffer")


def fail_with_cause():
    sys.stderr = open("errors.txt", "w")
    try:
        raise RuntimeError("the cause")
    except RuntimeError as cause:
        raise ValueError("the effect") from cause


@case("process.output.an-exception-is-reported-on-stderr", "PROCESS-OUTPUT-EXCEPTION")
def output_exception():
    check_equal(exitcode_of(fail_with_cause), 1, "exitcode")
    check("the effect" in contents("errors.txt"), "the report does not hold the text")


@case("process.output.a-nested-exception-is-reported-too", "PROCESS-OUTPUT-NESTED")
def output_nested():
    check_equal(exitcode_of(fail_with_cause, name="Unlucky"), 1, "exitcode")
    text = contents("errors.txt")
    check(text.startswith("Process Unlucky:\n"), "the report does not begin with the name")
    check("the cause" in text and "the effect" in text, "the report does not hold both texts")


def read_input():
    answer(sys.stdin.read() == "")


@case("process.stdin.is-empty-in-a-child", "PROCESS-STDIN")
def stdin():
    with open("input.txt", "w") as text:
        text.write("first\nsecond\n")
    # As if the program had been started with this file; its descriptor is the one that children inherit.
    with open("input.txt") as text:
        os.dup2(text.fileno(), 0)
    source = open(0, closefd=False)
    check_equal(source.readline(), "first\n")  # and more has been read ahead
    check_equal(exitcode_of(read_input), yes, "exitcode")
    check_equal(source.read(), "second\n")
    source.close()
    os.close(0)
    os.remove("input.txt")


def send_five(results):
    results.send(5)


def close_streams():
    sys.stdout.close()
    sys.stderr.close()
    os.close(1)
    os.close(2)


def close_streams_and_start():
    close_streams()
    reader, writer = mp.Pipe(False)
    code = exitcode_of(send_five, writer)
    answer(code == 0 and reader.poll() and reader.recv() == 5)


@case("process.streams.may-be-closed-in-the-parent", "PROCESS-STREAMS-CLOSED")
def streams_closed_in_parent():
    check_equal(exitcode_of(close_streams_and_start), yes, "exitcode")


@case("process.streams.may-be-closed-by-the-child", "PROCESS-STREAMS-CLOSED")
def streams_closed_by_child():
    check_equal(exitcode_of(close_streams), 0, "exitcode")


class Doubler(mp.Process):
    def __init__(self, connection=None, **options):
        super().__init__(**options)
        self.connection = connection
        self.offset = 0

    def run(self):
        while True:
            number = self.connection.recv()
            if number == 0:
                break
            self.connection.send(2 * number + self.offset)
        answer(self.name == mp.current_process().name and self.is_alive())


@case("process.class.runs-its-own-run", "PROCESS-CLASS-RUN", "PROCESS-CLASS-MEMBERS")
def class_run():
    here, there = mp.Pipe()
    doubler = Doubler(there)
    doubler.offset = 1
    started(doubler)
    for number in (3, 50):
        here.send(number)
        check_equal(here.recv(), 2 * number + 1)
    here.send(0)
    doubler.join()
    check_equal(doubler.exitcode, yes, "exitcode")
    with raises(AssertionError, what="the second start()"):
        doubler.start()


@case("process.class.gives-the-name", "PROCESS-CLASS-NAME")
def class_name():
    first, second, given = Doubler(), Doubler(), Doubler(name="Tom")
    check(first.name.startswith("Doubler-"), "it is called " + first.name)
    check(first.name != second.name, "both are called " + first.name)
    check_equal(given.name, "Tom")
    check(repr(first).startswith("<Doubler name='Doubler-"), repr(first))


class Secretive(mp.Process):
    """With a member that no other process can be given."""

    def __init__(self, code):
        super().__init__()
        self.action = lambda: sys.exit(code)

    def run(self):
        self.action()


@case("process.class.of-another-kind-serves-under-fork", "PROCESS-CLASS-RUN", only=("fork",))
def class_under_fork():
    process = started(Secretive(9))
    process.join()
    check_equal(process.exitcode, 9, "exitcode")


@case("process.class.that-cannot-travel-is-refused", "PROCESS-CLASS-MEMBERS", "PICKLING-START-REFUSED",
      only=("spawn", "forkserver"))
def class_refused():
    process = Secretive(9)
    check(threw(Exception, process.start), "start() came back")
    check_equal(process.pid, None, "pid")
