# SPDX-License-Identifier: BSL-1.0
"""Event: a flag that processes wait for."""

import multiprocessing as mp

from checks import check, check_equal, ends, in_time, observed
from processes import Stopwatch, a_while, answer, child, end, exitcode_of, yes
from registry import case


@case("event.is_set.from-set-to-clear", "EVENT-SET", "EVENT-CLEAR")
def is_set():
    event = mp.Event()
    check(not event.is_set(), "a new event is set")
    for _ in range(2):
        event.set()
        check(event.is_set(), "it is not set after set()")
    for _ in range(2):
        event.clear()
        check(not event.is_set(), "it is set after clear()")


@case("event.wait.timeout-is-false-and-not-early", "EVENT-WAIT-TIMEOUT")
def wait_timeout():
    event = mp.Event()
    for timeout in (0, -1):
        check(not event.wait(timeout), "wait(%d) is true" % timeout)
    watch = Stopwatch()
    check(not event.wait(a_while), "wait() is true")
    check(watch.at_least(a_while), "wait() came back early")


@case("event.wait.true-once-set", "EVENT-WAIT-SET")
def wait_set():
    event = mp.Event()
    event.set()
    check(event.wait() and event.wait(0) and event.wait(3600), "wait() is false")
    event.clear()
    check(not event.wait(0), "wait(0) is true after clear()")


def wait_and_set(first, second):
    first.wait()
    second.set()


@case("event.wait.until-another-process-sets", "EVENT-PROCESSES")
def processes():
    go, done = mp.Event(), mp.Event()
    process = child(wait_and_set, go, done)
    check(not done.wait(a_while), "it did not wait")
    go.set()
    check(done.wait(), "wait() is false")
    process.join()


@case("event.wait.clear-makes-it-wait-again", "EVENT-CLEAR")
def clear():
    event, go = mp.Event(), mp.Event()
    event.set()
    event.clear()
    process = child(wait_and_set, go, event)
    check(not event.wait(a_while), "wait() did not wait")
    go.set()
    check(event.wait(), "wait() is false")
    process.join()


def say_and_wait(event, ready):
    ready.send(1)
    answer(event.wait())


def waiters(event, count):
    reader, writer = mp.Pipe(False)
    processes = []
    for _ in range(count):
        processes.append(child(say_and_wait, event, writer))
        check_equal(reader.recv(), 1)
    processes[-1].join(a_while)
    check(all(process.is_alive() for process in processes), "one did not wait")
    return processes


@case("event.set.wakes-all-waiters", "EVENT-SET-WAKES-ALL")
def set_wakes_all():
    event = mp.Event()
    processes = waiters(event, 5)
    event.set()
    for process in processes:
        process.join()
        check_equal(process.exitcode, yes, "exitcode")


def look_and_clear(event):
    was_set = event.is_set()
    event.clear()
    answer(was_set)


@case("event.clear.by-a-child-is-seen", "EVENT-PROCESSES")
def clear_by_child():
    event = mp.Event()
    event.set()
    check_equal(exitcode_of(look_and_clear, event), yes, "exitcode")
    check(not event.is_set(), "it is set")


@case("event.set.waiter-was-killed", "EVENT-WAITER-KILLED")
def waiter_killed():
    event = mp.Event()
    victim, other = waiters(event, 2)
    end(victim)
    in_time("set() after one who waited was killed", event.set)
    if ends(other, "another one who waited"):
        check_equal(other.exitcode, yes, "exitcode")


@case("event.to_string.tells-whether-it-is-set", "EVENT-PRINTED")
def printed():
    event = mp.Event()
    before = repr(event)
    event.set()
    check(event.is_set(), "it is not set")
    told = before.endswith(" unset>") and repr(event).endswith(" set>")
    observed("an event tells whether it is set" if told else "an event does not tell whether it is set: " + before[:60])
