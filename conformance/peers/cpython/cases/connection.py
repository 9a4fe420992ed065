# SPDX-License-Identifier: BSL-1.0
"""Connection: objects and bytes that are sent, received and looked for."""

import multiprocessing as mp

from checks import check, check_equal, no_parameter, raises
from processes import Stopwatch, a_while, answer, child, exitcode_of, pattern, yes
from registry import case


@case("connection.send.objects-of-many-types", "CONNECTION-SEND-OBJECTS")
def send_objects():
    reader, writer = mp.Pipe(False)
    objects = [-1, 2.5, "a\0b", {1: "one", 2: ""}, None, (True, [b"\xff"]), {3, 4}]
    for each in objects:
        writer.send(each)
    for each in objects:
        check_equal(reader.recv(), each)


class Account:
    def __init__(self, owner, movements):
        self.owner, self.movements = owner, movements


def withdraw(connection):
    account = connection.recv()
    account.movements.append(-5)
    connection.send(account)


@case("connection.send.user-types-both-ways", "CONNECTION-SEND-USER-TYPES")
def send_user_types():
    ours, theirs = mp.Pipe()
    process = child(withdraw, theirs)
    ours.send(Account("Ada", [10, 20]))
    account = ours.recv()
    check_equal((type(account), account.owner, account.movements), (Account, "Ada", [10, 20, -5]))
    process.join()


def count_to(last, results):
    for number in range(last):
        results.send(number)


@case("connection.send.keeps-the-order", "CONNECTION-ORDER")
def order():
    reader, writer = mp.Pipe(False)
    process = child(count_to, 5000, writer)
    check_equal([reader.recv() for _ in range(5000)], list(range(5000)))
    process.join()


@case("connection.send.gives-up-without-room", "CONNECTION-SEND-TIMEOUT")
def send_timeout():
    no_parameter(mp.Pipe(False)[1].send, "timeout")


@case("connection.send.torn-by-its-time-limit", "CONNECTION-SEND-TORN")
def send_torn():
    no_parameter(mp.Pipe(False)[1].send, "timeout")


def add_one(source, target):
    target.send(source.recv() + 1)


@case("connection.recv.waits-for-a-message", "CONNECTION-RECV-WAITS")
def recv_waits():
    go_reader, go = mp.Pipe(False)
    reader, writer = mp.Pipe(False)
    process = child(add_one, go_reader, writer)
    check(not reader.poll(a_while), "there is an answer before the question")
    go.send(1)
    check_equal(reader.recv(), 2)
    process.join()


@case("connection.recv.another-type-is-an-error", "CONNECTION-RECV-TYPE")
def recv_type():
    # A message tells its own type in Python, so what is no object at all is the only other type.
    reader, writer = mp.Pipe(False)
    writer.send_bytes(b"no object")
    writer.send_bytes(b"")
    writer.send(2)
    for _ in range(2):
        with raises(Exception, what="recv() of bytes that are no object"):
            reader.recv()
    check_equal(reader.recv(), 2)


@case("connection.bytes.arrive-as-sent", "CONNECTION-BYTES-EXACT")
def bytes_exact():
    reader, writer = mp.Pipe(False)
    every = bytes(range(256))
    for each in (every, bytearray(every), memoryview(every)):
        writer.send_bytes(each)
        check_equal(reader.recv_bytes(), every)


@case("connection.bytes.empty-message", "CONNECTION-BYTES-EMPTY")
def bytes_empty():
    reader, writer = mp.Pipe(False)
    writer.send_bytes(b"")
    check(reader.poll(), "it cannot be seen")
    check(reader.poll(), "it cannot be seen twice: looking took it")
    check_equal(reader.recv_bytes(), b"")
    check(not reader.poll(), "something is left")


@case("connection.bytes.boundaries-are-kept", "CONNECTION-BYTES-BOUNDARIES")
def bytes_boundaries():
    reader, writer = mp.Pipe(False)
    messages = (b"hello", b"", b"a", b"bb", b"", b"")
    for message in messages:
        writer.send_bytes(message)
    for message in messages:
        check(reader.poll(), "it cannot be seen")
        check_equal(reader.recv_bytes(), message)
    check(not reader.poll(), "something is left")


def echo(connection):
    for message in iter(connection.recv_bytes, b""):
        connection.send_bytes(message)


@case("connection.bytes.sixteen-mebibytes", "CONNECTION-BYTES-LARGE")
def bytes_large():
    ours, theirs = mp.Pipe()
    process = child(echo, theirs)
    message = pattern(16 << 20, 8)
    ours.send_bytes(message)
    check(ours.recv_bytes() == message, "another message came back")
    ours.send_bytes(b"")
    process.join()


@case("connection.bytes.sizes-about-a-page", "CONNECTION-BYTES-EXACT")
def bytes_sizes():
    ours, theirs = mp.Pipe()
    process = child(echo, theirs)
    for power in (4096, 8192, 16384, 65536):
        for size in (power - 5, power - 4, power - 1, power, power + 1):
            ours.send_bytes(pattern(size, size))
            check(ours.recv_bytes() == pattern(size, size), "another message of %d bytes came back" % size)
    ours.send_bytes(b"")
    process.join()


@case("connection.bytes.part-of-a-buffer", "CONNECTION-BYTES-PART")
def bytes_part():
    reader, writer = mp.Pipe(False)
    message = b"abcdefghijklmnopqrstuvwxyz"
    for bounds, part in (((5,), message[5:]), ((7, 8), message[7:15]), ((26,), b""), ((26, 0), b"")):
        writer.send_bytes(message, *bounds)
        check_equal(reader.recv_bytes(), part)
    for bounds in ((27,), (22, 5), (26, 1), (-1,), (4, -1)):
        with raises(ValueError, what="send_bytes of 26 bytes at %r" % (bounds,)):
            writer.send_bytes(message, *bounds)
    check(not reader.poll(), "something was sent")


@case("connection.recv_bytes.longer-than-allowed", "CONNECTION-BYTES-MAXLENGTH")
def bytes_maxlength():
    reader, writer = mp.Pipe(False)
    writer.send_bytes(b"12345")
    check_equal(reader.recv_bytes(5), b"12345")
    writer.send_bytes(b"123456")
    with raises(OSError, what="recv_bytes(5) of 6"):
        reader.recv_bytes(5)


@case("connection.recv_bytes_into.fills-and-says-how-much", "CONNECTION-INTO-SIZE")
def into_size():
    reader, writer = mp.Pipe(False)
    writer.send_bytes(b"abc")
    buffer = bytearray(b"------")
    check_equal(reader.recv_bytes_into(buffer), 3)
    check_equal(buffer, b"abc---")


@case("connection.recv_bytes_into.from-an-offset-on", "CONNECTION-INTO-OFFSET")
def into_offset():
    reader, writer = mp.Pipe(False)
    for message in (b"abc", b"four", b""):
        writer.send_bytes(message)
    buffer = bytearray(b"------")
    for offset in (7, -1):
        with raises(ValueError, what="recv_bytes_into of 6 bytes at %d" % offset):
            reader.recv_bytes_into(buffer, offset)
    check_equal(reader.recv_bytes_into(buffer, 2), 3)
    check_equal(buffer, b"--abc-")
    with raises(mp.BufferTooShort, what="recv_bytes_into of 4 bytes into 3"):
        reader.recv_bytes_into(buffer, 3)
    check_equal(reader.recv_bytes_into(buffer, 6), 0)


@case("connection.recv_bytes_into.exactly-full", "CONNECTION-INTO-SIZE")
def into_exactly():
    reader, writer = mp.Pipe(False)
    writer.send_bytes(b"abc")
    buffer = bytearray(3)
    check_equal(reader.recv_bytes_into(buffer), 3)
    check_equal(buffer, b"abc")


@case("connection.recv_bytes_into.too-short-keeps-the-message", "CONNECTION-INTO-TOO-SHORT")
def into_too_short():
    reader, writer = mp.Pipe(False)
    writer.send_bytes(b"a long message")
    writer.send_bytes(b"next")
    with raises(mp.BufferTooShort, what="recv_bytes_into of 14 bytes into 4") as refusal:
        reader.recv_bytes_into(bytearray(4))
    check_equal(refusal.error.args, (b"a long message",))
    check_equal(reader.recv_bytes(), b"next")


@case("connection.poll.false-when-idle", "CONNECTION-POLL-IDLE")
def poll_idle():
    reader, writer = mp.Pipe(False)
    check(not (reader.poll() or reader.poll(0) or reader.poll(-1)), "poll() is true although nothing came")
    writer.send(1)
    check(reader.poll(-1), "poll() is false although something came")


@case("connection.poll.timeout-is-not-early", "CONNECTION-POLL-TIMEOUT")
def poll_timeout():
    left, right = mp.Pipe()
    watch = Stopwatch()
    check(not left.poll(a_while), "poll() is true although nothing came")
    check(watch.at_least(a_while), "poll() came back early")


@case("connection.poll.true-with-a-message", "CONNECTION-POLL-MESSAGE")
def poll_message():
    reader, writer = mp.Pipe(False)
    writer.send(1)
    check(reader.poll() and reader.poll(3600) and reader.poll(None), "poll() is false although something came")
    check_equal(reader.recv(), 1)
    check(not reader.poll(), "something is left")


@case("connection.poll.true-at-the-end", "CONNECTION-POLL-END")
def poll_end():
    reader, writer = mp.Pipe(False)
    writer.close()
    check(reader.poll() and reader.poll(None), "poll() is false at the end")
    with raises(EOFError, what="recv()"):
        reader.recv()


def wait_and_send(start, results):
    start.recv()
    results.send(6)


@case("connection.poll.without-limit-waits", "CONNECTION-POLL-FOREVER")
def poll_forever():
    reader, writer = mp.Pipe(False)
    go_reader, go = mp.Pipe(False)
    process = child(wait_and_send, go_reader, writer)
    check(not reader.poll(a_while), "poll() is true although nothing came")
    go.send(1)
    check(reader.poll(None), "poll(None) is false")
    check_equal(reader.recv(), 6)
    process.join()


def poll_twice(connection):
    answer(connection.poll() and connection.poll(3600))


@case("connection.poll.elsewhere-takes-nothing", "CONNECTION-POLL-KEEPS")
def poll_keeps():
    reader, writer = mp.Pipe(False)
    writer.send(pattern(10_000, 1))
    check_equal(exitcode_of(poll_twice, reader), yes, "exitcode")
    check(reader.recv() == pattern(10_000, 1), "another message came")
