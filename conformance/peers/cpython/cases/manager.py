# SPDX-License-Identifier: BSL-1.0
"""BaseManager: objects in a server, calls of their methods, and how the server begins and ends."""

import gc
import multiprocessing as mp
import os
import signal
import threading
from multiprocessing.managers import RemoteError, SyncManager

from checks import check, check_equal, patience, raises
from processes import Stopwatch, answer, at_end, child, end, pause, told, yes
from registry import case

KEY = b"the key of the manager"
GONE = (EOFError, OSError)


class Counter:
    def __init__(self, number=0):
        self.number = number

    def add(self, number):
        self.number += number
        return self.number

    def value(self):
        return self.number

    def hidden(self):
        return self.number

    def fail(self, text):
        raise IndexError(text)

    def interrupt(self):
        os.kill(os.getpid(), signal.SIGINT)

    def copy(self):
        return Counter(self.number)

    def take(self, other):
        self.number = other.value()


class CounterManager(SyncManager):
    pass


EXPOSED = ("add", "value", "fail", "interrupt", "copy", "take")
CounterManager.register("Counter", Counter, exposed=EXPOSED, method_to_typeid={"copy": "Copy"})
# A type without a callable is what a method returns.
CounterManager.register("Copy", exposed=EXPOSED, create_method=False)


def counters(address=None, authkey=None):
    """A manager of counters and of the usual types whose server runs."""
    manager = CounterManager(address, authkey)
    manager.start()
    at_end(manager.shutdown)
    return manager


def server_of(manager):
    """Its process: the only child that there is."""
    (process,) = mp.active_children()
    return process


def objects_become(manager, count, what):
    """The end of a process, or of a proxy, takes a moment to be told to the server."""
    gc.collect()
    watch = Stopwatch()
    while manager._number_of_objects() != count and not watch.at_least(patience):
        pause()
    check_equal(manager._number_of_objects(), count, "objects in the server %s:" % what)


@case("manager.create.and-call", "MANAGER-START", "MANAGER-CREATE", "MANAGER-CALL")
def create_and_call():
    manager = counters()
    check(server_of(manager).is_alive(), "the server does not live")
    one, other = manager.Counter(5), manager.Counter(100)
    check_equal((one.add(3), other.value(), one.value()), (8, 100, 8))


@case("manager.create.what-is-not-registered", "MANAGER-CREATE")
def create_unregistered():
    manager = CounterManager()
    with raises(AssertionError, mp.ProcessError, what="Counter() before start()"):
        manager.Counter(5)
    manager.start()
    at_end(manager.shutdown)
    with raises(AttributeError, ValueError, what="a type that is not registered"):
        manager.Unknown(5)
    with raises(AssertionError, mp.ProcessError, what="the second start()"):
        manager.start()


@case("manager.call.exceptions-come-back", "MANAGER-EXCEPTIONS")
def exceptions():
    counter = counters().Counter(5)
    with raises(IndexError, what="fail()") as failure:
        counter.fail("too far")
    check_equal(str(failure.error), "too far")
    check_equal(counter.value(), 5)


@case("manager.call.what-is-not-exposed", "MANAGER-UNEXPOSED")
def unexposed():
    counter = counters().Counter(5)
    with raises(RemoteError, what="a method that is not exposed"):
        counter._callmethod("hidden")
    check(not hasattr(counter, "hidden"), "the proxy has it")
    check_equal(counter.value(), 5)


@case("manager.call.value-is-a-copy", "MANAGER-VALUE")
def value():
    counter = counters().Counter(5)
    copy = counter._getvalue()
    check_equal((type(copy), copy.add(1), counter.value()), (Counter, 6, 5))


@case("manager.call.objects-as-arguments-and-results", "MANAGER-RETURNS-PROXY")
def returns_proxy():
    manager = counters()
    counter = manager.Counter(5)
    copy = counter.copy()
    counter.add(1)
    check_equal((copy.value(), copy.add(10)), (5, 15))
    counter.take(copy)
    check_equal(counter.value(), 15)


def use_twice(parent, counter):
    parent.send(counter.value())
    parent.recv()
    parent.send(counter.value())


@case("manager.references.go-with-the-last-proxy", "MANAGER-REFERENCES")
def references():
    manager = counters()
    counter = manager.Counter(5)
    check_equal(manager._number_of_objects(), 1, "objects")
    del counter
    objects_become(manager, 0, "after the last proxy was dropped")
    ours, theirs = mp.Pipe()
    counter = manager.Counter(6)
    process = child(use_twice, theirs, counter)
    check_equal(ours.recv(), 6)
    counter.add(1)
    ours.send(True)
    check_equal(ours.recv(), 7)
    process.join()
    check_equal(manager._number_of_objects(), 1, "objects")
    del counter
    objects_become(manager, 0, "after the last proxy was dropped")


def use_when_told(parent, counter):
    parent.send(counter.value())
    parent.recv()
    try:
        parent.send(counter.value())
    except Exception as error:
        parent.send(told(error))


@case("manager.references.a-child-keeps-its-object", "MANAGER-REFERENCES")
def child_keeps():
    manager = counters()
    ours, theirs = mp.Pipe()
    counter = manager.Counter(5)
    process = child(use_when_told, theirs, counter)
    check_equal(ours.recv(), 5)
    del counter
    gc.collect()
    ours.send(True)
    check_equal(ours.recv(), 5, "the child, after its parent had dropped its own proxy, got")
    process.join()


@case("manager.references.of-a-killed-process", "MANAGER-REFERENCES")
def references_of_killed():
    manager = counters()
    ours, theirs = mp.Pipe()
    counter = manager.Counter(5)
    process = child(use_twice, theirs, counter)
    check_equal(ours.recv(), 5)
    del counter
    end(process)
    objects_become(manager, 0, "after a process that had a proxy was killed, and the others were dropped")


def get_add_and_send(queue, through, go):
    go.wait()
    try:
        counter = queue.get()
        counter.add(10)
    except Exception as error:
        through.send(told(error))
    else:
        through.send(counter)
        through.recv()


@case("manager.proxy.sent-through-queue-and-pipe", "MANAGER-PROXY-SENT")
def proxy_sent():
    manager = counters()
    queue, go = mp.Queue(), mp.Event()
    ours, theirs = mp.Pipe()
    process = child(get_add_and_send, queue, theirs, go)
    counter = manager.Counter(5)
    queue.put(counter)
    go.set()
    back = ours.recv()
    check_equal(back.value(), 15)
    ours.send(True)
    process.join()


@case("manager.proxy.keeps-its-object-on-the-way", "MANAGER-PROXY-SENT")
def proxy_keeps():
    manager = counters()
    queue, go = mp.Queue(), mp.Event()
    ours, theirs = mp.Pipe()
    process = child(get_add_and_send, queue, theirs, go)
    queue.put(manager.Counter(5))
    while queue.empty():  # until it is on its way
        pause()
    gc.collect()
    go.set()
    back = ours.recv()
    if check(not isinstance(back, str), "a proxy that was on its way had lost its object: %s" % back):
        check_equal(back.value(), 15)
        ours.send(True)
    process.join()


@case("manager.threads.one-waits-and-others-go-on", "MANAGER-THREADS")
def threads():
    manager = counters()
    event, counter = manager.Event(), manager.Counter(0)
    waits = threading.Thread(target=event.wait, daemon=True)
    waits.start()
    others = [threading.Thread(target=lambda: [event.is_set() for _ in range(25)]) for _ in range(4)]
    for thread in others:
        thread.start()
    for thread in others:
        thread.join()
    check_equal(counter.add(1), 1)
    event.set()
    waits.join()


def say_ready_and_add(parent):
    parent.send(True)
    parent.recv()
    answer(kept.add(1) == 6)


@case("manager.fork.a-child-has-references-of-its-own", "MANAGER-FORKED", only=("fork",))
def forked():
    global kept
    manager = counters()
    kept = manager.Counter(5)
    ours, theirs = mp.Pipe()
    process = child(say_ready_and_add, theirs)
    check(ours.recv(), "it does not run")
    kept = None
    ours.send(True)
    process.join()
    check_equal(process.exitcode, yes, "exitcode")
    objects_become(manager, 0, "at the end")
