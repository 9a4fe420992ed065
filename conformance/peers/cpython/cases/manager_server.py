# SPDX-License-Identifier: BSL-1.0
"""The server of a manager: how it begins, who finds it, and how it ends."""

import multiprocessing as mp
import threading
from multiprocessing.connection import Client
from multiprocessing.managers import BaseManager

from cases.manager import GONE, KEY, Counter, CounterManager, counters, server_of
from checks import check, check_equal, in_time, patience, raises
from processes import Stopwatch, answer, at_end, child, end, exitcode_of, kill_pid, pause, threw, yes
from registry import case

ANY_PORT = ("localhost", 0)


@case("manager.shutdown.ends-the-server", "MANAGER-SHUTDOWN")
def shutdown():
    manager = counters()
    counter, process = manager.Counter(5), server_of(manager)
    manager.shutdown()
    check_equal(process.exitcode, 0, "exitcode")
    with raises(*GONE, what="a call after shutdown()"):
        counter.value()
    manager.shutdown()


@case("manager.shutdown.by-destruction", "MANAGER-SHUTDOWN")
def shutdown_by_scope():
    with CounterManager() as manager:
        process = server_of(manager)
        check(process.is_alive(), "the server does not live")
    check_equal(process.exitcode, 0, "exitcode")


def wait_for(event, outcome):
    try:
        outcome.append(event.wait())
    except GONE as error:
        outcome.append(error)


@case("manager.shutdown.while-a-call-waits", "MANAGER-SHUTDOWN-BLOCKED")
def shutdown_while_waiting():
    manager = counters()
    event, outcome = manager.Event(), []
    waits = threading.Thread(target=wait_for, args=(event, outcome), daemon=True)
    waits.start()
    check(not event.is_set(), "it is set")
    in_time("shutdown() while a call waits", manager.shutdown)
    waits.join(patience)
    check(outcome and isinstance(outcome[0], GONE), "the call that waited: %r" % outcome)
    check_equal(mp.active_children(), [], "children")


@case("manager.died.calls-throw-at-once", "MANAGER-SERVER-DIED")
def server_died():
    manager = counters()
    counter, event, outcome = manager.Counter(5), manager.Event(), []
    waits = threading.Thread(target=wait_for, args=(event, outcome), daemon=True)
    waits.start()
    check(not event.is_set(), "it is set")
    end(server_of(manager))
    waits.join(patience)
    check(outcome and isinstance(outcome[0], GONE), "the call that waited: %r" % outcome)
    calls = ((counter.value, "a call"), (counter.value, "another call"), (lambda: manager.Counter(5), "Counter()"))
    for call, what in calls:
        with raises(*GONE, what=what + " after the server was killed"):
            in_time(what + " after the server was killed", call)


def start_and_stay(parent):
    manager = CounterManager()
    manager.start()
    counter = manager.Counter(5)
    parent.send((server_of(manager).pid, counter))
    parent.recv()


@case("manager.died.with-the-process-that-started-it", "MANAGER-PARENT-DIED")
def parent_died():
    ours, theirs = mp.Pipe()
    process = child(start_and_stay, theirs)
    server, counter = ours.recv()
    at_end(kill_pid, server)
    check_equal(counter.value(), 5)
    end(process)
    watch = Stopwatch()
    while not watch.at_least(patience) and not threw(GONE, counter.value):
        pause()
    check(threw(GONE, counter.value), "the server of a killed process still serves after %g s" % patience)


@case("manager.interrupted.goes-on", "MANAGER-SIGINT")
def interrupted():
    counter = counters().Counter(5)
    counter.interrupt()
    check_equal(counter.value(), 5)


greeting = "nothing"  # of the process that it is in


def greet(text):
    global greeting
    greeting = text


class Greeter:
    def heard(self):
        return greeting


class GreeterManager(BaseManager):
    pass


GreeterManager.register("Greeter", Greeter)


@case("manager.initializer.runs-in-the-server", "MANAGER-INITIALIZER")
def initializer():
    manager = GreeterManager()
    manager.start(greet, ("hello",))
    at_end(manager.shutdown)
    check_equal((manager.Greeter().heard(), greeting), ("hello", "nothing"))


def refuse():
    raise IndexError("no")


@case("manager.initializer.throws", "MANAGER-INITIALIZER-THROWS")
def initializer_throws():
    manager = GreeterManager()
    with raises(IndexError, what="start() whose initializer raises IndexError"):
        in_time("start() whose initializer raises", manager.start, refuse)


def use_from_afar(address):
    """Another program's view of the manager."""
    manager = CounterManager(address, KEY)
    manager.connect()
    answer(manager.Counter(20).add(1) == 21)


@case("manager.remote.by-address-and-key", "MANAGER-REMOTE")
def remote():
    manager = counters(ANY_PORT, KEY)
    counter = manager.Counter(1)
    check_equal(exitcode_of(use_from_afar, manager.address), yes, "exitcode")
    check_equal(counter.value(), 1)


@case("manager.remote.wrong-key", "MANAGER-KEY")
def wrong_key():
    manager = counters(ANY_PORT, KEY)
    with raises(mp.AuthenticationError, what="connect() by another key"):
        CounterManager(manager.address, b"wrong").connect()
    check_equal(manager.Counter(1).value(), 1)


@case("manager.remote.nobody-there", "MANAGER-REMOTE")
def nobody_there():
    manager = counters(ANY_PORT, KEY)
    address = manager.address
    manager.shutdown()
    with raises(OSError, what="connect() where nobody is"):
        CounterManager(address, KEY).connect()


@case("manager.address.at-once-again", "MANAGER-RESTART")
def restart():
    address = ANY_PORT
    for number in range(3):
        with CounterManager(address, KEY) as manager:
            address = manager.address  # the port that the system chose the first time
            check_equal(manager.Counter(number).value(), number)


@case("manager.silent.client-keeps-nobody-out", "MANAGER-THREADS")
def silent():
    manager = counters(ANY_PORT, KEY)
    with Client(manager.address):
        check_equal(in_time("a call beside a silent client", lambda: manager.Counter(5).value()), 5)


class InstanceManager(BaseManager):
    pass


def use_instance(address):
    InstanceManager.register("the_counter")
    manager = InstanceManager(address, KEY)
    manager.connect()
    answer(manager.the_counter().add(2) == 7)


@case("manager.instance.served-by-this-process", "MANAGER-INSTANCE", "MANAGER-SERVE-FOREVER")
def instance():
    counter = Counter(5)
    InstanceManager.register("the_counter", callable=lambda: counter)
    server = InstanceManager(ANY_PORT, KEY).get_server()
    serves = threading.Thread(target=server.serve_forever, daemon=True)
    serves.start()
    check_equal(exitcode_of(use_instance, server.address), yes, "exitcode")
    check_equal(counter.number, 7)
    server.stop_event.set()
    serves.join(patience)
    check(not serves.is_alive(), "it serves on although it was stopped")


@case("manager.text.of-containers", "MANAGER-TEXT")
def text():
    manager = counters()
    items = manager.list([1, 2])
    check_equal((str(items), str(manager.dict({"a": True}))), ("[1, 2]", "{'a': True}"))
    check(repr(items).startswith("<ListProxy object, typeid 'list' at 0x"), repr(items))
    check("Counter" in repr(manager.Counter(1)), repr(manager.Counter(1)))
