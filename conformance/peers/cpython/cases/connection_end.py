# SPDX-License-Identifier: BSL-1.0
"""Connection: the end of an end, and ends that are given to a child."""

import gc
import multiprocessing as mp

from checks import check, check_equal, raises
from processes import a_while, answer, child, exitcode_of, pattern, threw, yes
from registry import case


@case("connection.close.says-so-and-may-be-repeated", "CONNECTION-CLOSE-FLAG")
def close_flag():
    reader, writer = mp.Pipe(False)
    check(not writer.closed, "it is closed")
    writer.close()
    writer.close()
    check(writer.closed and not reader.closed, "it is not closed, or the other end is")


@case("connection.close.ends-all-use", "CONNECTION-CLOSE-THEN-USE")
def close_then_use():
    left, right = mp.Pipe()
    left.close()
    calls = ((left.send, 1), (left.recv,), (left.send_bytes, b""), (left.recv_bytes,), (left.poll,), (left.fileno,))
    for call in calls:
        with raises(OSError, what=call[0].__name__ + "() after close()"):
            call[0](*call[1:])


@case("connection.recv.end-of-file-after-the-last-message", "CONNECTION-RECV-EOF")
def recv_eof():
    reader, writer = mp.Pipe(False)
    writer.send(1)
    writer.send(2)
    writer.close()
    check_equal((reader.recv(), reader.recv()), (1, 2))
    for call in (reader.recv, reader.recv_bytes):
        with raises(EOFError, what=call.__name__ + "() after the end"):
            call()


@case("connection.recv.end-of-file-on-a-duplex-pipe", "CONNECTION-RECV-EOF")
def recv_eof_duplex():
    left, right = mp.Pipe()
    right.send(1)
    right.close()
    check_equal(left.recv(), 1)
    with raises(EOFError, what="recv() after the end"):
        left.recv()


def send_one(results):
    results.send(1)


@case("connection.recv.end-of-file-when-the-writer-ends", "CONNECTION-RECV-EOF-PROCESS")
def recv_eof_process():
    reader, writer = mp.Pipe(False)
    process = child(send_one, writer)
    writer.close()  # else this process would be a writer as well, and the end never come
    check_equal(reader.recv(), 1)
    with raises(EOFError, what="recv() after the end"):
        reader.recv()
    process.join()


def close(connection):
    connection.close()


@case("connection.recv.no-end-while-one-writer-is-left", "CONNECTION-RECV-EOF-LAST")
def recv_eof_last():
    reader, writer = mp.Pipe(False)
    check_equal(exitcode_of(close, writer), 0, "exitcode")
    check(not reader.poll(a_while), "there is an end although this process can write")
    writer.send(1)
    check_equal(reader.recv(), 1)


@case("connection.close.by-dropping-the-last-copy", "CONNECTION-CLOSE-DROPPED")
def close_dropped():
    reader, writer = mp.Pipe(False)
    writer.send(1)
    del writer
    gc.collect()
    check_equal(reader.recv(), 1)
    with raises(EOFError, what="recv()"):
        reader.recv()


@case("connection.send.nobody-can-read-is-an-error", "CONNECTION-SEND-BROKEN")
def send_broken():
    reader, writer = mp.Pipe(False)
    reader.close()
    with raises(BrokenPipeError, what="send() to nobody"):
        writer.send(1)


@case("connection.send.nobody-can-read-a-duplex-pipe", "CONNECTION-SEND-BROKEN")
def send_broken_duplex():
    left, right = mp.Pipe()
    right.close()
    with raises(OSError, what="send() to nobody"):
        left.send(1)


def receive_both(connection, start):
    connection.recv()
    start.recv()


@case("connection.send.the-reader-ends-in-the-middle", "CONNECTION-SEND-BROKEN-PROCESS")
def send_broken_process():
    reader, writer = mp.Pipe(False)
    go_reader, go = mp.Pipe(False)
    process = child(receive_both, reader, go_reader)
    reader.close()
    writer.send(1)
    go.send(1)
    with raises(OSError, what="send() to a process that ends"):
        writer.send(pattern(8 << 20))  # more than any pipe holds
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def double(connection):
    connection.send(connection.recv() * 2)


@case("connection.handed.ours-may-be-closed-at-once", "CONNECTION-HANDED-CLOSE")
def handed_close():
    ours, theirs = mp.Pipe()
    process = child(double, theirs)
    theirs.close()
    ours.send(21)
    check_equal(ours.recv(), 42)
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def keeps_direction(source, target):
    right = source.readable and not source.writable and target.writable and not target.readable
    answer(right and threw(OSError, source.send, 1) and source.recv() == 51)


@case("connection.handed.keeps-its-direction", "CONNECTION-HANDED-DIRECTION")
def handed_direction():
    reader, writer = mp.Pipe(False)
    writer.send(51)  # what waits in it goes along
    check_equal(exitcode_of(keeps_direction, reader, writer), yes, "exitcode")


def ask(connection):
    connection.send("question")
    answer(connection.recv() == "answer")


def reply(connection):
    heard = connection.recv() == "question"
    connection.send("answer")
    answer(heard)


@case("connection.handed.two-children-talk", "CONNECTION-HANDED-SIBLINGS")
def handed_siblings():
    left, right = mp.Pipe()
    for process in [child(ask, left), child(reply, right)]:
        process.join()
        check_equal(process.exitcode, yes, "exitcode")


def hand_on(results):
    answer(exitcode_of(send_one, results) == 0)


@case("connection.handed.through-a-child-to-a-grandchild", "CONNECTION-HANDED-GRANDCHILD")
def handed_grandchild():
    reader, writer = mp.Pipe(False)
    process = child(hand_on, writer)
    check_equal(reader.recv(), 1)
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


def receive(connection):
    connection.recv()


@case("connection.handed.a-child-keeps-no-more-than-it-was-given", "CONNECTION-HANDED-NO-MORE",
      only=("spawn", "forkserver"))
def handed_no_more():
    reader, writer = mp.Pipe(False)
    until, go = mp.Pipe(False)
    process = child(receive, until)
    reader.close()
    with raises(OSError, what="send() to nobody"):
        while True:  # a child's exec may close what it was not given a little later
            writer.send(1)
    go.send(True)
    process.join()
