# SPDX-License-Identifier: BSL-1.0
"""Condition: as many are woken as were told to be, and what becomes of the lock meanwhile."""

import multiprocessing as mp
import threading

from checks import check, check_equal, raises
from processes import Stopwatch, a_while, answer, child, exitcode_of, threw, yes
from registry import case


def wait_once(condition, ready, woken, timeout=None):
    """Who has the lock after `ready` was released knows that this one waits."""
    with condition:
        ready.release()
        if condition.wait(timeout):
            woken.release()


class Six:
    """Three processes and three threads that wait."""

    def __init__(self, condition, woken, timeout=None):
        ready = mp.Semaphore(0)
        arguments = (condition, ready, woken, timeout)
        # Processes first: a process with threads had better not fork.
        self.processes = [child(wait_once, *arguments) for _ in range(3)]
        for _ in self.processes:
            ready.acquire()
        self.threads = [threading.Thread(target=wait_once, args=arguments, daemon=True) for _ in range(3)]
        for thread in self.threads:
            thread.start()
            ready.acquire()

    def join(self):
        for each in self.processes + self.threads:
            each.join()
        check_equal([process.exitcode for process in self.processes], [0, 0, 0], "exitcodes")


def notify(condition, n):
    with condition:
        condition.notify(n)


def expect_woken(woken, count):
    for _ in range(count):
        woken.acquire()
    check(not woken.acquire(timeout=a_while), "more than %d were woken" % count)


@case("condition.notify.one-at-a-time", "CONDITION-NOTIFY")
def notify_one():
    condition, ready, woken = mp.Condition(), mp.Semaphore(0), mp.Semaphore(0)
    process = child(wait_once, condition, ready, woken)
    ready.acquire()
    thread = threading.Thread(target=wait_once, args=(condition, ready, woken), daemon=True)
    thread.start()
    ready.acquire()
    expect_woken(woken, 0)
    for _ in range(2):
        notify(condition, 1)
        expect_woken(woken, 1)
    thread.join()
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("condition.notify.as-many-as-told", "CONDITION-NOTIFY", "CONDITION-NOTIFY-NOBODY")
def notify_n():
    condition, woken = mp.Condition(), mp.Semaphore(0)
    six = Six(condition, woken)
    with condition:
        check(not woken.acquire(timeout=0), "one came back before any notification")
    notify(condition, 2)
    expect_woken(woken, 2)
    notify(condition, 4)
    expect_woken(woken, 4)
    six.join()
    notify(condition, 3)  # nobody waits: it is not kept for those who come later
    with condition:
        check(not condition.wait(a_while), "an old notification was kept")


@case("condition.notify.more-than-wait-wakes-those-who-do", "CONDITION-NOTIFY", "CONDITION-NOTIFY-NOBODY")
def notify_more():
    condition, ready, woken = mp.Condition(), mp.Semaphore(0), mp.Semaphore(0)
    process = child(wait_once, condition, ready, woken)
    ready.acquire()
    notify(condition, 5)
    expect_woken(woken, 1)
    process.join()
    with condition:
        check(not condition.wait(a_while), "an old notification was kept")


@case("condition.notify_all.after-others-timed-out", "CONDITION-NOTIFY-ALL", "CONDITION-BALANCED")
def notify_all():
    condition, woken = mp.Condition(), mp.Semaphore(0)
    Six(condition, woken, a_while).join()
    check(not woken.acquire(timeout=0), "one was woken although nobody notified")
    check_equal(repr(condition), "<Condition(<RLock(None, 0)>, 0)>")
    six = Six(condition, woken)
    with condition:
        check(repr(condition).endswith(", 6)>"), repr(condition))
        condition.notify_all()
    expect_woken(woken, 6)
    six.join()
    check_equal(repr(condition), "<Condition(<RLock(None, 0)>, 0)>")


def cannot_notify(condition):
    return threw(AssertionError, condition.notify) and threw(AssertionError, condition.wait, 0)


def answer_whether_it_cannot(condition):
    answer(cannot_notify(condition))


@case("condition.notify.by-who-does-not-hold-the-lock-is-refused", "CONDITION-HELD")
def held():
    condition = mp.Condition()
    for call in ((condition.notify,), (condition.notify_all,), (condition.wait, 0)):
        with raises(AssertionError, what=call[0].__name__ + "() without the lock"):
            call[0](*call[1:])
    results = []
    with condition:
        check_equal(exitcode_of(answer_whether_it_cannot, condition), yes, "exitcode")
        thread = threading.Thread(target=lambda: results.append(cannot_notify(condition)))
        thread.start()
        thread.join()
    check_equal(results, [True], "refused in another thread")


@case("condition.wait.timeout-is-false-and-not-early", "CONDITION-WAIT-TIMEOUT")
def wait_timeout():
    condition = mp.Condition()
    with condition:
        watch = Stopwatch()
        check(not condition.wait(a_while), "wait() is true")
        check(watch.at_least(a_while), "wait() came back early")


@case("condition.wait.zero-and-negative-timeouts-come-back", "CONDITION-WAIT-ZERO")
def wait_zero():
    condition = mp.Condition()
    with condition:
        for timeout in (0, -1):
            check(not condition.wait(timeout), "wait(%d) is true" % timeout)


def notify_under(lock, condition):
    with lock:  # that is when its parent waits
        condition.notify()


@case("condition.wait.notified-by-another-process", "CONDITION-WAIT-NOTIFIED")
def wait_notified():
    condition = mp.Condition()
    for timeout in (None, 3600):
        with condition:
            process = child(notify_under, condition, condition)
            check(condition.wait(timeout), "wait(%s) is false" % timeout)
        process.join()
        check_equal(process.exitcode, 0, "exitcode")


def count_up(condition, count, units):
    """One unit and one notification after the other."""
    for _ in range(units):
        with condition:
            count.value += 1
            condition.notify()


@case("condition.wait_for.true-in-spite-of-other-notifications", "CONDITION-WAIT-FOR")
def wait_for():
    condition, count = mp.Condition(), mp.Value("i", 0)
    asked = []
    with condition:
        process = child(count_up, condition, count, 4)
        check(condition.wait_for(lambda: asked.append(1) or count.value == 4), "wait_for() is false")
        check_equal(count.value, 4)
        check(len(asked) >= 2, "it was asked once")
        process.join()
        check_equal(process.exitcode, 0, "exitcode")
        check(condition.wait_for(lambda: True, 0), "it waited for what is true already")


@case("condition.wait_for.timeout-gives-the-last-answer", "CONDITION-WAIT-FOR-TIMEOUT")
def wait_for_timeout():
    condition = mp.Condition()
    with condition:
        watch = Stopwatch()
        check_equal(condition.wait_for(lambda: 0, a_while), 0)
        check(watch.at_least(a_while), "wait_for() came back early")
        check(not condition.wait_for(lambda: False, -1), "wait_for(-1) is true")
        check_equal(condition.wait_for(lambda: 7, a_while), 7)


@case("condition.wait.frees-all-levels-and-takes-them-again", "CONDITION-LEVELS")
def levels():
    lock = mp.RLock()
    condition = mp.Condition(lock)
    lock.acquire()
    condition.acquire()
    lock.acquire()
    process = child(notify_under, lock, condition)  # under the lock that was given: it is the same
    check(condition.wait(), "wait() is false")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")
    for _ in range(3):
        lock.release()
    with raises(AssertionError, what="release() once more"):
        condition.release()


@case("condition.lock.a-plain-one-serves-too", "CONDITION-GIVEN-LOCK")
def given_lock():
    lock = mp.Lock()
    condition = mp.Condition(lock)
    with lock:
        check(not condition.acquire(timeout=0), "it has another lock")
        check(not condition.wait(a_while), "wait() is true")
        check(not lock.acquire(timeout=0), "wait() did not take the lock again")
        process = child(notify_under, lock, condition)
        check(condition.wait(), "wait() is false")
    process.join()
    check_equal(process.exitcode, 0, "exitcode")
