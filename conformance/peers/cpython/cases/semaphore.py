# SPDX-License-Identifier: BSL-1.0
"""Semaphore and BoundedSemaphore: units that processes take and give back."""

import multiprocessing as mp

from checks import check, check_equal, needs, observe, observed, patience, raises, require
from processes import Stopwatch, a_while, answer, child, end, exitcode_of, threw, wait_for_ever, yes
from registry import case


@case("semaphore.acquire.counts-down-and-up", "SEMAPHORE-COUNT", "SEMAPHORE-VALUE")
def count():
    semaphore = mp.Semaphore(2)
    check_equal(semaphore.get_value(), 2, "value")
    for left in (1, 0):
        check(semaphore.acquire(), "there is no unit")
        check_equal(semaphore.get_value(), left, "value")
    check(not semaphore.acquire(timeout=0), "there is a unit too many")
    for left in (1, 2):
        semaphore.release()
        check_equal(semaphore.get_value(), left, "value")


@case("semaphore.release.above-the-first-value", "SEMAPHORE-RELEASE-ABOVE")
def release_above():
    semaphore = mp.Semaphore(1)
    semaphore.release()
    semaphore.release()
    for _ in range(3):
        check(semaphore.acquire(timeout=0), "there is no unit")
    check(not semaphore.acquire(timeout=0), "there is a unit too many")


@case("semaphore.acquire.timeout-is-false-and-not-early", "SEMAPHORE-ACQUIRE-TIMEOUT")
def acquire_timeout():
    taken = mp.Semaphore(0)
    watch = Stopwatch()
    check(not taken.acquire(timeout=a_while), "there is a unit")
    check(watch.at_least(a_while), "acquire() came back early")
    taken.release()
    check(taken.acquire(timeout=3600), "there is no unit")  # giving up took nothing
    check(not taken.acquire(timeout=0), "there is a unit too many")


@case("semaphore.acquire.zero-and-negative-timeouts-try-once", "SEMAPHORE-ACQUIRE-TRY")
def acquire_try():
    semaphore = mp.Semaphore(1)
    check(semaphore.acquire(timeout=-1), "there is no unit")
    for timeout in (-1, 0):
        check(not semaphore.acquire(timeout=timeout), "there is a unit too many")


def reply(question, replies):
    for _ in range(100):
        question.acquire()
        replies.release()


@case("semaphore.acquire.waits-for-another-process", "SEMAPHORE-PROCESSES")
def processes():
    question, replies = mp.Semaphore(0), mp.Semaphore(0)
    process = child(reply, question, replies)
    check(not replies.acquire(timeout=a_while), "there is a reply before the question")
    for _ in range(100):
        question.release()
        check(replies.acquire(), "there is no reply")
    process.join()
    check(not replies.acquire(timeout=0), "there is a reply too many")


def release_many(semaphore):
    for _ in range(100):
        semaphore.release()


@case("semaphore.release.units-of-many-processes-add-up", "SEMAPHORE-ADD-UP")
def add_up():
    semaphore = mp.Semaphore(0)
    for process in [child(release_many, semaphore) for _ in range(4)]:
        process.join()
    units = 0
    while semaphore.acquire(timeout=0):
        units += 1
    check_equal(units, 400, "units")


def go_in_and_stay(semaphore, inside, leave):
    with semaphore:
        inside.send(1)
        leave.wait()


def go_in_and_out(semaphore, changes):
    for _ in range(25):
        with semaphore:
            changes.put(+1)
            changes.put(-1)


@case("semaphore.acquire.no-more-at-once-than-units", "SEMAPHORE-LIMITS")
def limits():
    semaphore, leave, changes = mp.Semaphore(2), mp.Event(), mp.SimpleQueue()
    reader, writer = mp.Pipe(False)
    processes = [child(go_in_and_stay, semaphore, writer, leave) for _ in range(4)]
    check_equal([reader.recv(), reader.recv()], [1, 1])
    check(not reader.poll(a_while), "a third one is inside")
    leave.set()
    check_equal([reader.recv(), reader.recv()], [1, 1])
    processes += [child(go_in_and_out, semaphore, changes) for _ in range(4)]
    inside = most = 0
    for _ in range(4 * 25 * 2):
        inside += changes.get()
        most = max(most, inside)
    check_equal(inside, 0, "inside at the end")
    check(most <= 2, "%d were inside at once" % most)
    observe("most at once", most)
    for process in processes:
        process.join()


@case("semaphore.bounded.too-many-releases-are-refused", "SEMAPHORE-BOUNDED")
def bounded():
    semaphore = mp.BoundedSemaphore(2)
    with raises(ValueError, what="release() above the bound"):
        semaphore.release()
    check(semaphore.acquire(), "there is no unit")
    semaphore.release()
    with raises(ValueError, what="release() above the bound"):
        semaphore.release()
    check_equal([semaphore.acquire(timeout=0) for _ in range(3)], [True, True, False], "acquired")


def take(semaphore):
    answer(semaphore.acquire(timeout=0))


def be_refused(semaphore):
    answer(threw(ValueError, semaphore.release))


@case("semaphore.bounded.holds-for-all-processes", "SEMAPHORE-BOUNDED-SHARED")
def bounded_shared():
    semaphore = mp.BoundedSemaphore(1)
    check_equal(exitcode_of(take, semaphore), yes, "exitcode")
    check(not semaphore.acquire(timeout=0), "there is a unit too many")
    semaphore.release()  # the unit that the child took: anybody may give it back
    with raises(ValueError, what="release() above the bound"):
        semaphore.release()
    check_equal(exitcode_of(be_refused, semaphore), yes, "exitcode")


def take_and_stay(semaphore, results):
    results.send(semaphore.acquire())
    wait_for_ever()


@case("semaphore.holder.killed", "SEMAPHORE-HOLDER-KILLED")
def holder_killed():
    semaphore = mp.Semaphore(1)
    reader, writer = mp.Pipe(False)
    process = child(take_and_stay, semaphore, writer)
    check(reader.recv(), "the child cannot take it")
    end(process)
    back = semaphore.acquire(timeout=a_while)
    if not back:
        semaphore.release()
        check(semaphore.acquire(timeout=0), "nobody can give it back")
    observed("the unit of a killed process comes back" if back
             else "the unit of a killed process is gone until it is released")


@case("semaphore.value.limit-is-refused", "SEMAPHORE-VALUE-LIMIT")
def value_limit():
    from _multiprocessing import SemLock

    most = SemLock.SEM_VALUE_MAX
    for make, value in ((mp.Semaphore, most + 1), (mp.BoundedSemaphore, -1)):
        with raises(ValueError, OSError, OverflowError, what="%s(%d)" % (make.__name__, value)):
            make(value)
    full = mp.Semaphore(most)
    with raises(ValueError, OverflowError, what="release() of a full semaphore"):
        full.release()
    check(full.acquire(timeout=0), "there is no unit")
    full.release()


@case("semaphore.locked.if-no-unit-is-free", "SEMAPHORE-LOCKED")
def locked():
    semaphore = mp.BoundedSemaphore(1)
    needs(semaphore, "locked", "new in 3.14")
    check(not semaphore.locked(), "it is locked")
    check_equal(exitcode_of(take, semaphore), yes, "exitcode")
    check(semaphore.locked(), "it is not locked")
    semaphore.release()
    check(not semaphore.locked(), "it is locked")


@case("semaphore.to_string.tells-value-and-bound", "SEMAPHORE-PRINTED")
def printed():
    semaphore, bounded_one = mp.Semaphore(2), mp.BoundedSemaphore(3)
    check(semaphore.acquire() and bounded_one.acquire(), "there is no unit")
    check_equal(repr(semaphore), "<Semaphore(value=1)>")
    check_equal(repr(bounded_one), "<BoundedSemaphore(value=2, maxvalue=3)>")


UNITS = 50


def release_and_count(semaphore, accepted, together):
    together.wait()
    for _ in range(UNITS):
        if not threw(ValueError, semaphore.release):
            accepted.release()


@case("semaphore.bounded.exact-when-many-release-at-once", "SEMAPHORE-BOUNDED-EXACT")
def bounded_exact():
    semaphore, accepted, together = mp.BoundedSemaphore(UNITS), mp.Semaphore(0), mp.Barrier(3)
    for _ in range(UNITS):
        check(semaphore.acquire(timeout=0), "there is no unit")
    for process in [child(release_and_count, semaphore, accepted, together) for _ in range(3)]:
        process.join()
        check_equal(process.exitcode, 0, "exitcode")
    check_equal(accepted.get_value(), UNITS, "releases that were accepted")
    check_equal(semaphore.get_value(), UNITS, "value")


def say_and_take(semaphore, taken, ready):
    ready.send(1)
    semaphore.acquire()
    taken.release()


@case("semaphore.waiter.killed-takes-nothing-along", "SEMAPHORE-WAITER-KILLED")
def waiter_killed():
    semaphore, taken = mp.Semaphore(0), mp.Semaphore(0)
    reader, writer = mp.Pipe(False)
    processes = []
    for _ in range(3):
        processes.append(child(say_and_take, semaphore, taken, writer))
        check_equal(reader.recv(), 1)
    check(not taken.acquire(timeout=a_while), "a unit was taken before there was one")
    end(processes[0])
    semaphore.release()
    semaphore.release()
    for process in processes[1:]:
        what = "hangs: a unit went with a killed waiter, or another waiter was not woken"
        require(taken.acquire(timeout=patience), what)
        process.join()
    check(not semaphore.acquire(timeout=0), "there is a unit too many")
