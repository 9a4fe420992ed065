# SPDX-License-Identifier: BSL-1.0
"""Pipe: two connected ends, in one direction or both."""

import multiprocessing as mp

from checks import check, check_equal, raises
from processes import child
from registry import case


@case("pipe.duplex.both-ends-send-and-receive", "PIPE-DUPLEX-BOTH")
def duplex_both():
    left, right = mp.Pipe()
    check(left.readable and left.writable and right.readable and right.writable, "an end is not for both directions")
    left.send(1)
    right.send(2)
    check_equal((left.recv(), right.recv()), (2, 1))


def echo_twice(connection):
    for text in iter(connection.recv, ""):
        connection.send(text + text)


@case("pipe.duplex.echo-by-a-child", "PIPE-DUPLEX-ECHO")
def duplex_echo():
    ours, theirs = mp.Pipe()
    process = child(echo_twice, theirs)
    for text in ("ab", "c"):
        ours.send(text)
        check_equal(ours.recv(), text + text)
    ours.send("")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("pipe.simplex.first-receives-second-sends", "PIPE-SIMPLEX-ROLES")
def simplex_roles():
    reader, writer = mp.Pipe(False)
    check(reader.readable and not reader.writable, "the first end is not for reading alone")
    check(writer.writable and not writer.readable, "the second end is not for writing alone")
    writer.send(3)
    check_equal(reader.recv(), 3)


@case("pipe.simplex.wrong-direction-is-refused", "PIPE-SIMPLEX-WRONG-WAY")
def simplex_wrong_way():
    reader, writer = mp.Pipe(False)
    for call in ((reader.send, 1), (writer.recv,), (writer.recv_bytes,), (writer.poll,)):
        with raises(OSError, what=call[0].__name__ + "() the wrong way"):
            call[0](*call[1:])
    writer.send(4)  # both serve on
    check_equal(reader.recv(), 4)


@case("pipe.pipes.are-apart", "PIPE-APART")
def apart():
    (first_reader, first_writer), (second_reader, second_writer) = mp.Pipe(False), mp.Pipe(False)
    second_writer.send(2)
    check(not first_reader.poll(), "it came through the other pipe")
    first_writer.send(1)
    check_equal((first_reader.recv(), second_reader.recv()), (1, 2))
