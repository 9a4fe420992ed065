# SPDX-License-Identifier: BSL-1.0
"""wait: until any of several connections and processes is ready."""

import multiprocessing as mp
from multiprocessing.connection import Listener, wait

from checks import check, check_equal, not_in_python, raises
from processes import Stopwatch, a_while, at_end, child
from registry import case


def pipes(count):
    made = [mp.Pipe(False) for _ in range(count)]
    return [reader for reader, _ in made], [writer for _, writer in made]


def names(ready, known):
    """The places of what is ready; no order is promised."""
    return sorted(known.index(each) for each in ready)


@case("wait.timeout.none-ready-is-empty-and-not-early", "WAIT-TIMEOUT-EMPTY")
def timeout_empty():
    readers, writers = pipes(2)
    watch = Stopwatch()
    check_equal(wait(readers, a_while), [], "ready")
    check(watch.at_least(a_while), "wait() came back early")


@case("wait.timeout.zero-and-negative-only-look", "WAIT-TIMEOUT-POLL")
def timeout_poll():
    reader, writer = mp.Pipe(False)
    check_equal(wait([reader], 0), [], "ready")
    check_equal(wait([reader], -1), [], "ready")
    writer.send(1)
    check_equal(wait([reader], -1), [reader], "ready")


@case("wait.ready.only-those", "WAIT-READY-ONLY")
def ready_only():
    readers, writers = pipes(3)
    writers[1].send(1)
    check_equal(names(wait(readers), readers), [1], "ready")


@case("wait.ready.all-of-them-in-order", "WAIT-READY-ALL")
def ready_all():
    readers, writers = pipes(3)
    writers[2].send(1)
    writers[0].send(1)
    check_equal(names(wait(readers), readers), [0, 2], "ready")
    check_equal(names(wait(readers[::-1]), readers), [0, 2], "ready")


@case("wait.ready.at-end-of-file", "WAIT-READY-EOF")
def ready_eof():
    readers, writers = pipes(2)
    writers[1].close()
    check_equal(names(wait(readers), readers), [1], "ready")
    with raises(EOFError, what="recv()"):
        readers[1].recv()


def pass_on(source, target):
    target.send(source.recv())


@case("wait.unlimited.until-a-child-writes", "WAIT-UNLIMITED")
def unlimited():
    reader, writer = mp.Pipe(False)
    go_reader, go = mp.Pipe(False)
    process = child(pass_on, go_reader, writer)
    check_equal(wait([reader], a_while), [], "ready")
    go.send(1)
    check_equal(wait([reader]), [reader], "ready")
    process.join()


def receive(connection):
    connection.recv()


@case("wait.mixed.sentinels-and-connections", "WAIT-MIXED")
def mixed():
    reader, writer = mp.Pipe(False)
    go_reader, go = mp.Pipe(False)
    process = child(receive, go_reader)
    both = [reader, process.sentinel]
    check_equal(wait(both, 0), [], "ready")
    writer.send(1)
    check_equal(names(wait(both), both), [0], "ready")
    check_equal(reader.recv(), 1)
    go.send(1)
    check_equal(names(wait(both), both), [1], "ready")
    writer.send(2)
    check_equal(names(wait(both), both), [0, 1], "ready")
    process.join()


@case("wait.listener.somebody-has-connected", "WAIT-LISTENER")
def listener():
    made = Listener()
    at_end(made.close)
    not_in_python(made, "fileno")


@case("wait.many.more-than-sixty-four", "WAIT-MANY")
def many():
    readers, writers = pipes(100)
    check_equal(wait(readers, 0), [], "ready")
    writers[99].send(1)
    check_equal(names(wait(readers), readers), [99], "ready")
    for writer in writers:
        writer.send(1)
    check_equal(names(wait(readers), readers), list(range(100)), "ready")


def count_to(last, results):
    for number in range(last):
        results.send(number)


@case("wait.drain.four-writers-to-their-ends", "WAIT-DRAIN")
def drain():
    readers, processes = [], []
    for count in (50, 100, 150, 200):
        reader, writer = mp.Pipe(False)
        processes.append(child(count_to, count, writer))
        writer.close()
        readers.append(reader)
    messages = ends = 0
    while readers:
        for reader in wait(readers):
            try:
                reader.recv()
                messages += 1
            except EOFError:
                ends += 1
                readers.remove(reader)
    check_equal((messages, ends), (500, 4), "messages and ends")
    for process in processes:
        process.join()
