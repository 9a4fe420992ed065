# SPDX-License-Identifier: BSL-1.0
"""Who is let in by a listener, and who is not."""

import multiprocessing as mp
from multiprocessing.connection import Client, answer_challenge, deliver_challenge

from cases.listener import each_family, listen
from checks import check, check_equal, ends, in_time, no_parameter, observe, raises
from processes import answer, child, no, yes
from registry import case


def connect_with(address, key):
    """A client with this key: what it hears."""
    try:
        with Client(address, authkey=key) as connection:
            answer(connection.recv() == 1)
    except mp.AuthenticationError:
        answer(False)


@case("listener.key.wrong", "LISTENER-KEY-WRONG")
def key_wrong():
    for family in each_family():
        listener = listen(family=family, authkey=b"right")
        stranger = child(connect_with, listener.address, b"wrong")
        with raises(mp.AuthenticationError, what="accept() of a stranger"):
            listener.accept()
        stranger.join()
        check_equal(stranger.exitcode, no, "exitcode of the stranger")
        friend = child(connect_with, listener.address, b"right")
        with listener.accept() as accepted:
            accepted.send(1)
            friend.join()
        check_equal(friend.exitcode, yes, "exitcode of the friend")


@case("listener.key.empty", "LISTENER-KEY-EMPTY")
def key_empty():
    listener = listen(authkey=b"")
    friend = child(connect_with, listener.address, b"")
    with listener.accept() as accepted:
        accepted.send(1)
        friend.join()
    check_equal(friend.exitcode, yes, "exitcode of the friend")
    stranger = child(connect_with, listener.address, b"another")
    with raises(mp.AuthenticationError, what="accept() of a stranger"):
        listener.accept()
    stranger.join()
    check_equal(stranger.exitcode, no, "exitcode of the stranger")


@case("listener.silent.does-not-keep-others-out", "LISTENER-SILENT-CLIENT")
def silent():
    listener = listen(authkey=b"right")
    silent_one = Client(listener.address)
    friend = child(connect_with, listener.address, b"right")
    try:
        accepted = in_time("accept() with a silent client in front", listener.accept)
    except mp.AuthenticationError:
        accepted = in_time("accept() after a silent client", listener.accept)
    accepted.send(1)
    if ends(friend, "the friend"):
        check_equal(friend.exitcode, yes, "exitcode of the friend")
    silent_one.close()


def authenticate(connection):
    answer_challenge(connection, b"same")
    deliver_challenge(connection, b"same")
    connection.send(3)


@case("authentication.same-key.any-connection", "AUTHENTICATION-SAME-KEY")
def same_key():
    here, there = mp.Pipe()
    process = child(authenticate, there)
    deliver_challenge(here, b"same")
    answer_challenge(here, b"same")
    check_equal(here.recv(), 3)
    process.join()


@case("authentication.answer.bogus", "AUTHENTICATION-WRONG-ANSWER")
def wrong_answer():
    for text in (b"something bogus", b"", b"{sha256}", b"0123456789abcdef"):
        here, there = mp.Pipe()
        there.send_bytes(text)
        with raises(mp.AuthenticationError, what="deliver_challenge() answered by %r" % text):
            deliver_challenge(here, b"some key")
        there.recv_bytes()  # the challenge
        if check(there.poll(), "the side that answered %r is not told the verdict" % text):
            check_equal(there.recv_bytes(), b"#FAILURE#", "verdict")


@case("authentication.verdict.bogus", "AUTHENTICATION-WRONG-VERDICT")
def wrong_verdict():
    challenge = b"#CHALLENGE#" + b"r" * 20
    scripts = ((b"#CHALLENGE#short", b"#WELCOME#"), (b"something bogus", b"#WELCOME#"),
               (challenge, b"something bogus"), (challenge, b"#FAILURE#"))
    for first, second in scripts:
        here, there = mp.Pipe()
        there.send_bytes(first)
        there.send_bytes(second)
        with raises(mp.AuthenticationError, what="answer_challenge() of %r and %r" % (first, second)):
            answer_challenge(here, b"some key")


@case("authentication.silence.ends", "AUTHENTICATION-SILENCE")
def silence():
    no_parameter(deliver_challenge, "timeout")


@case("authentication.legacy.by-name-alone", "AUTHENTICATION-LEGACY")
def legacy():
    # A challenge of 20 bytes without a name is one of Python before 3.12, which speaks HMAC-MD5.
    here, there = mp.Pipe()
    there.send_bytes(b"#CHALLENGE#" + b"r" * 20)
    there.send_bytes(b"#WELCOME#")
    with raises(mp.AuthenticationError, what="answer_challenge() by HMAC-MD5, which nobody allowed,"):
        answer_challenge(here, b"key")
    if there.poll():
        observe("bytes of the answer", len(there.recv_bytes()))
