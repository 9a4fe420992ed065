# SPDX-License-Identifier: BSL-1.0
"""Handles and connections that are given to a process that runs already."""

import multiprocessing as mp
import socket
from multiprocessing import reduction
from multiprocessing.connection import Client, Connection, Listener, families

from checks import check, check_equal, observe, raises, step, unsupported
from processes import answer, child, pattern, threw, yes
from registry import case


def receive_handle_and_use(through):
    through.send(True)  # it runs
    with Connection(reduction.recv_handle(through), readable=False) as connection:
        through.recv()  # the giver has closed its own
        connection.send("from afar")


@case("connection.passed.handle-to-a-running-process", "PASSING-HANDLE")
def passed_handle():
    if not reduction.HAVE_SEND_HANDLE:
        unsupported("multiprocessing.reduction.HAVE_SEND_HANDLE is false")
    ours, theirs = mp.Pipe()
    reader, writer = mp.Pipe(False)
    process = child(receive_handle_and_use, theirs)
    check(ours.recv(), "it does not run")
    reduction.send_handle(ours, writer.fileno(), process.pid)
    writer.close()
    ours.send(True)
    check_equal(reader.recv(), "from afar")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")
    with raises(EOFError, what="recv() after the end"):
        reader.recv()


@case("connection.passed.what-is-no-handle", "PASSING-MISSING")
def passed_missing():
    ours, theirs = mp.Pipe()
    theirs.send(pattern(1000))
    theirs.close()
    with raises(Exception, what="recv_handle() of what is none"):
        reduction.recv_handle(ours)
    ours, theirs = mp.Pipe()
    theirs.close()
    with raises(EOFError, OSError, RuntimeError, what="recv_handle() at the end"):
        reduction.recv_handle(ours)


def use_passed(through):
    for connection in iter(through.recv, None):
        connection.send(connection.recv() + ", too")
        connection.close()


@case("connection.passed.accepted-of-every-family", "PASSING-CONNECTION")
def passed_connection():
    ours, theirs = mp.Pipe()
    process = child(use_passed, theirs)
    for family in families:
        step(family)
        with Listener(family=family) as listener:
            client = Client(listener.address)
            accepted = listener.accept()
            ours.send(accepted)
            client.send("hello")
            check_equal(client.recv(), "hello, too")
            accepted.close()
            with raises(EOFError, what="recv() after the end"):
                client.recv()
    ours.send(None)
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


def use_directions(through):
    source, target = through.recv(), through.recv()
    right = source.readable and not source.writable and target.writable and not target.readable
    target.send(source.recv() + 1)
    answer(right and threw(OSError, source.send, 1))


@case("connection.passed.keeps-its-direction", "PASSING-DIRECTION")
def passed_direction():
    ours, theirs = mp.Pipe()
    process = child(use_directions, theirs)
    questions, question = mp.Pipe(False)
    answers, reply_to = mp.Pipe(False)
    question.send(8)  # what waits in it goes along
    ours.send(questions)
    ours.send(reply_to)
    check_equal(answers.recv(), 9)
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


@case("connection.handle.bogus", "CONNECTION-HANDLE-BOGUS")
def handle_bogus():
    with raises(ValueError, what="Connection(-1)"):
        Connection(-1)
    one, other = socket.socketpair()
    number = one.fileno()
    one.close()
    with raises(ValueError, what="a connection for no direction"):
        Connection(number, False, False)
    bogus = Connection(number)
    for call in ((bogus.poll,), (bogus.recv_bytes,), (bogus.send, 1)):
        with raises(OSError, what="%s() of a handle that is not open" % call[0].__name__):
            observe("it came back with", call[0](*call[1:]))
    check(threw(OSError, bogus.close), "close() of a handle that is not open came back")
    other.close()
