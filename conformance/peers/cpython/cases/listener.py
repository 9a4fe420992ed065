# SPDX-License-Identifier: BSL-1.0
"""Listeners and clients of every family."""

import errno
import multiprocessing as mp
import os
import stat
import sys
from multiprocessing.connection import Client, Listener, default_family, families

from checks import check, check_equal, in_time, no_parameter, not_in_python, observe, raises, step, unsupported
from processes import answer, at_end, child, exitcode_of, private_name, threw, yes
from registry import case


def each_family():
    """The families that this system has. A kernel without a network interface has no ports, which is recorded."""
    for family in families:
        try:
            Listener(family=family).close()
        except OSError as error:
            observe("no " + family, error)
            continue
        step(family)
        yield family


def listen(address=None, family=None, **options):
    listener = Listener(address, family, **options)
    at_end(listener.close)
    return listener


def deserted(family):
    """The address of a listener that is gone."""
    with Listener(family=family) as listener:
        return listener.address


def greet_and_compare(address):
    with Client(address) as connection:
        connection.send("hello")
        answer(connection.recv() == 7)


def send_to(address, value):
    with Client(address) as connection:
        connection.send(value)


@case("listener.accept.child-connects", "LISTENER-ACCEPT", "LISTENER-FAMILIES", "CONNECTION-LISTENER")
def accept():
    for family in each_family():
        listener = listen(family=family)
        process = child(greet_and_compare, listener.address)
        with listener.accept() as accepted:
            check_equal(accepted.recv(), "hello")
            accepted.send(7)
        process.join()
        check_equal(process.exitcode, yes, "exitcode")


@case("listener.accept.several-clients", "LISTENER-ACCEPT")
def accept_several():
    listener = listen()
    processes = [child(send_to, listener.address, number) for number in range(4)]
    check_equal(sorted(listener.accept().recv() for _ in processes), [0, 1, 2, 3])
    for process in processes:
        process.join()


@case("listener.address.taken-once", "LISTENER-ADDRESS-TAKEN")
def address_taken():
    for family in each_family():
        listener = listen(family=family)
        with raises(OSError, what="a second Listener at %s" % (listener.address,)) as refusal:
            Listener(listener.address)
        if isinstance(refusal.error, OSError):
            observe("errno", errno.errorcode.get(refusal.error.errno, str(refusal.error)))


@case("listener.address.arbitrary-ones-differ", "LISTENER-ARBITRARY")
def address_arbitrary():
    for family in each_family():
        one, other = listen(family=family), listen(family=family)
        check(one.address != other.address, "both are at %s" % (one.address,))
        check(bool(one.address), "there is no address")


@case("listener.family.refused", "LISTENER-FAMILY-REFUSED")
def family_refused():
    examples = {"AF_PIPE": r"\\.\pipe\mp-test", "AF_UNIX": "/var/mp-test"}
    for family, address in examples.items():
        if family in families:
            continue
        for make in (Listener, Client):
            with raises(ValueError, what="%s(%r)" % (make.__name__, address)):
                make(address)
        with raises(ValueError, what="Listener(family=%r)" % family):
            Listener(family=family)
    with raises(ValueError, what="Listener(('localhost', 0), family=%r)" % default_family):
        Listener(("localhost", 0), family=default_family)


def can_be_opened_by_others(path):
    """Who may connect is who may write the socket and search the folder."""
    folder = os.stat(os.path.dirname(os.path.abspath(path))).st_mode & (stat.S_IXGRP | stat.S_IXOTH)
    return bool(folder and os.stat(path).st_mode & (stat.S_IWGRP | stat.S_IWOTH))


@case("listener.private.no-other-user", "LISTENER-PRIVATE")
def private():
    if "AF_UNIX" not in families:
        unsupported("listeners have no paths here")
    os.mkdir("open")
    os.chmod("open", 0o777)  # else the folder of this case would keep everybody out
    for mask in (0o022, 0o000):
        os.umask(mask)
        for path in (None, os.path.abspath("open/s")):
            listener = listen(path, "AF_UNIX")
            what = "the path that Python chose" if path is None else "a path that was chosen"
            text = "others can open the socket of %s, where the umask is %03o" % (what, mask)
            check(not can_be_opened_by_others(listener.address), text)
            listener.close()
    os.rmdir("open")


def write_and_close(address):
    connection = Client(address)
    connection.send("hello")
    connection.close()


@case("listener.gone.client-wrote-and-closed", "LISTENER-CLIENT-GONE")
def client_gone():
    for family in each_family():
        listener = listen(family=family)
        check_equal(exitcode_of(write_and_close, listener.address), 0, "exitcode")
        accepted = listener.accept()
        check_equal(accepted.recv(), "hello")
        with raises(EOFError, what="recv() after the end"):
            accepted.recv()
        accepted.close()


def poll_and_compare(address):
    with Client(address) as connection:
        answer(connection.poll(None) and connection.recv() == 5)


@case("listener.first.accepted-side-sends", "LISTENER-SPEAKS-FIRST")
def speaks_first():
    for family in each_family():
        listener = listen(family=family)
        process = child(poll_and_compare, listener.address)
        with listener.accept() as accepted:
            accepted.send(5)
            process.join()
        check_equal(process.exitcode, yes, "exitcode")


@case("listener.timeout.gives-up", "LISTENER-ACCEPT-TIMEOUT")
def accept_timeout():
    no_parameter(Listener.accept, "timeout")


@case("listener.close.then-use", "LISTENER-CLOSED")
def closed():
    for family in each_family():
        listener = listen(family=family)
        listener.close()
        listener.close()
        with raises(OSError, what="accept() after close()"):
            listener.accept()


@case("listener.close.path-is-gone", "LISTENER-PATH-GONE")
def path_gone():
    if "AF_UNIX" not in families:
        unsupported("listeners have no paths here")
    listener = listen(family="AF_UNIX")
    path = listener.address
    check(os.path.exists(path), "there is no path")
    listener.close()
    check(not os.path.exists(path), "the path is still there")


def tell_and_stay(parent):
    parent.send(1)
    parent.recv()


@case("listener.child.keeps-nothing", "LISTENER-FORKED")
def child_keeps_nothing():
    for family in each_family():
        listener = listen(family=family)
        address = listener.address
        ours, theirs = mp.Pipe()
        process = child(tell_and_stay, theirs)
        check_equal(ours.recv(), 1)
        listener.close()
        # Where the child holds the socket open a connection is taken, by nobody.
        with raises(OSError, what="Client() of a closed %s listener, while a child runs," % family):
            Client(address).close()
        if family == "AF_INET":
            check(not threw(OSError, lambda: Listener(address).close()), "the address of the closed listener is taken")
        ours.send(1)
        process.join()


@case("listener.abstract.name", "LISTENER-ABSTRACT")
def abstract():
    if not sys.platform.startswith("linux"):
        unsupported("abstract names are Linux's, says the documentation")
    listener = listen("\0" + private_name("abstract"))
    process = child(send_to, listener.address, "hello")
    check_equal(listener.accept().recv(), "hello")
    process.join()


@case("client.nobody.is-an-error", "CLIENT-NOBODY")
def nobody():
    for family in each_family():
        with raises(OSError, what="Client() where nobody listens"):
            Client(deserted(family))


@case("client.timeout.nobody-accepts", "CLIENT-TIMEOUT")
def client_timeout():
    no_parameter(Client, "timeout")


@case("address.text.both-ways", "ADDRESS-TEXT")
def address_text():
    not_in_python(mp.connection, "Address", "an address is a tuple or a string in every version")


def connect_without_key(address):
    with Client(address) as connection:
        connection.send("let in")
        connection.recv()


@case("listener.key.default-is-that-of-the-family", "LISTENER-KEY-DEFAULT")
def key_default():
    listener = listen()
    # A client that speaks no handshake at all, as a stranger's would.
    process = child(connect_without_key, listener.address)
    try:
        accepted = in_time("accept()", listener.accept)
    except mp.AuthenticationError:
        check(True, "it is kept out")
        return
    check(accepted.recv() != "let in", "a client without any key was let in by a listener that was told none")
    accepted.send(1)
    process.join()
