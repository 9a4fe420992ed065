# SPDX-License-Identifier: BSL-1.0
"""Condition: who is killed keeps nobody from notifying, nor from being woken, or does."""

import multiprocessing as mp

from checks import check, check_equal, ends, in_time, patience
from processes import a_while, answer, child, end, threw, wait_for_ever, yes
from registry import case


def wait_and_answer(condition, ready):
    with condition:
        ready.release()
        answer(condition.wait())


def waiting(condition, count):
    ready = mp.Semaphore(0)
    processes = []
    for _ in range(count):
        processes.append(child(wait_and_answer, condition, ready))
        ready.acquire()
    return processes


def kill_and_notify(condition, victim, call):
    with condition:  # when it can be had, all wait
        end(victim)
        call()


@case("condition.notify_all.waiter-was-killed", "CONDITION-WAITER-KILLED")
def notify_all_killed():
    condition = mp.Condition()
    victim, other = waiting(condition, 2)
    in_time("notify_all() after a waiter was killed", kill_and_notify, condition, victim, condition.notify_all)
    if ends(other, "another waiter"):
        check_equal(other.exitcode, yes, "exitcode")


@case("condition.notify.goes-to-one-who-lives", "CONDITION-WAITER-KILLED")
def notify_killed():
    for older in (True, False):
        condition = mp.Condition()
        victim, other = waiting(condition, 2)[:: 1 if older else -1]
        what = "notify() after the %s of two waiters was killed" % ("older" if older else "younger")
        in_time(what, kill_and_notify, condition, victim, condition.notify)
        if ends(other, "the waiter that lives"):
            check_equal(other.exitcode, yes, "exitcode")


def notify_and_kill(condition, victim):
    """The wake-up has been given to a waiter, who cannot come back with it as long as the lock is held here."""
    with condition:
        condition.notify()
        end(victim)


@case("condition.notify.woken-one-was-killed-before-it-came-back", "CONDITION-WOKEN-KILLED")
def woken_killed():
    for older in (True, False):
        condition = mp.Condition()
        victim, other = waiting(condition, 2)[:: 1 if older else -1]
        in_time("notify() with two waiters", notify_and_kill, condition, victim)
        other.join(a_while)
        if other.exitcode is None:
            # The notification went to the dead one, or to the one that lives but cannot take the lock.
            which = "older" if older else "younger"
            ends(other, "the waiter that lives, after the woken one, the %s, was killed" % which)


def notify_and_stay(condition, holding):
    condition.acquire()
    condition.notify_all()
    holding.send(1)
    wait_for_ever()


def wait_for_word(condition, ready):
    with condition:
        ready.release()
        answer(threw(Exception, condition.wait))


@case("condition.wait.holder-was-killed-meanwhile", "CONDITION-WAIT-OWNER-DIED")
def holder_killed():
    condition, ready = mp.Condition(), mp.Semaphore(0)
    reader, writer = mp.Pipe(False)
    waiter = child(wait_for_word, condition, ready)
    ready.acquire()
    holder = child(notify_and_stay, condition, writer)
    check(reader.poll(patience), "hangs: notify_all() has not come back after %g s" % patience)
    end(holder)
    if ends(waiter, "a waiter that was notified by a process that was killed with the lock"):
        check_equal(waiter.exitcode, yes, "exitcode of a waiter that was told")
