# SPDX-License-Identifier: BSL-1.0
"""Barrier: the parties go on together, pass after pass, unless it is broken or one of them is killed."""

import multiprocessing as mp
import sys
import threading

from checks import check, check_equal, ends, in_time, raises
from processes import Stopwatch, a_while, answer, child, end, exitcode_of, pause, threw, yes
from registry import case

PARTIES = 5
BrokenBarrierError = threading.BrokenBarrierError


def in_step(barrier, come, passes):
    """Nobody is in the next pass before all have come in this one, and nobody is two passes ahead."""
    together = True
    for number in range(1, passes + 1):
        with come:
            come.value += 1
        barrier.wait()
        together = together and number * PARTIES <= come.value < (number + 1) * PARTIES
    return together


def answer_whether_in_step(*arguments):
    answer(in_step(*arguments))


def expect_yes(processes):
    for process in processes:
        process.join()
        check_equal(process.exitcode, yes, "exitcode")


def wait_until(barrier, come):
    while barrier.n_waiting < come:
        pause()


@case("barrier.wait.all-go-on-together", "BARRIER-WAIT", "BARRIER-PASSES")
def wait():
    for passes in (1, 10):
        barrier, come = mp.Barrier(PARTIES), mp.Value("i", 0)
        processes = [child(answer_whether_in_step, barrier, come, passes) for _ in range(PARTIES - 1)]
        processes[0].join(a_while)
        check(processes[0].is_alive(), "one went on before all had come")
        check(in_step(barrier, come, passes), "we were out of step")
        expect_yes(processes)
        check(barrier.n_waiting == 0 and not barrier.broken, "somebody waits, or it is broken")


def exit_with_index(barrier):
    sys.exit(10 + barrier.wait())


@case("barrier.wait.each-gets-another-index", "BARRIER-WAIT-INDEX")
def wait_index():
    barrier = mp.Barrier(PARTIES)
    processes = [child(exit_with_index, barrier) for _ in range(PARTIES - 1)]
    seen = [barrier.wait()]
    for process in processes:
        process.join()
        seen.append(process.exitcode - 10)
    check_equal(sorted(seen), list(range(PARTIES)), "indices")


@case("barrier.wait.of-one-party-never-waits", "BARRIER-ONE")
def one():
    barrier = mp.Barrier(1)
    check_equal(barrier.parties, 1, "parties")
    for _ in range(10):
        check_equal(barrier.wait(), 0, "index")
    check_equal(barrier.wait(0), 0, "index")


@case("barrier.parties.less-than-one-is-refused", "BARRIER-PARTIES")
def no_parties():
    with raises(ValueError, what="Barrier(0)"):
        mp.Barrier(0)


def wait_and_compare(barrier):
    answer(barrier.wait() < 2 and barrier.parties == 3)


@case("barrier.n_waiting.counts-those-who-have-come", "BARRIER-PARTIES")
def n_waiting():
    barrier = mp.Barrier(3)
    check_equal((barrier.parties, barrier.n_waiting), (3, 0))
    processes = []
    for come in (1, 2):
        processes.append(child(wait_and_compare, barrier))
        wait_until(barrier, come)
        check_equal(barrier.n_waiting, come, "waiting")
    check_equal(barrier.wait(), 2, "index")
    expect_yes(processes)
    check_equal(barrier.n_waiting, 0, "waiting")


def report(barrier, reports, passes):
    for number in range(passes):
        barrier.wait()
        reports.put(number)


@case("barrier.wait.reports-come-pass-after-pass", "BARRIER-PASSES", limit=60.0)
def passes_in_order():
    passes = 100
    barrier, reports = mp.Barrier(PARTIES), mp.SimpleQueue()
    processes = [child(report, barrier, reports, passes) for _ in range(PARTIES)]
    seen = [reports.get() for _ in range(passes * PARTIES)]
    check_equal(sum(number != place // PARTIES for place, number in enumerate(seen)), 0, "reports out of order")
    for process in processes:
        process.join()
        check_equal(process.exitcode, 0, "exitcode")


class Count:
    """Counts how often it is called; travels to a spawned process."""

    def __init__(self):
        self.calls = mp.Value("i", 0)

    def __call__(self):
        self.calls.value += 1


def counted_each_time(barrier, calls, passes):
    # The next call needs this process, too.
    return all(barrier.wait() < PARTIES and calls.value == number for number in range(1, passes + 1))


def answer_whether_counted(*arguments):
    answer(counted_each_time(*arguments))


@case("barrier.action.once-in-each-pass-before-anybody-goes-on", "BARRIER-ACTION")
def action():
    count = Count()
    barrier = mp.Barrier(PARTIES, count)
    processes = [child(answer_whether_counted, barrier, count.calls, 5) for _ in range(PARTIES - 1)]
    check(counted_each_time(barrier, count.calls, 5), "it was not called just once in a pass")
    expect_yes(processes)
    check_equal(count.calls.value, 5, "calls")


def be_sent_away(barrier):
    answer(threw(BrokenBarrierError, barrier.wait))


def come_twice(barrier, sent_away, again):
    broken = threw(BrokenBarrierError, barrier.wait)
    sent_away.release()
    again.wait()
    answer(broken and barrier.wait() < barrier.parties)


@case("barrier.abort.breaks-it-for-all", "BARRIER-ABORT")
def abort():
    barrier = mp.Barrier(4)
    processes = [child(be_sent_away, barrier) for _ in range(3)]
    wait_until(barrier, 3)
    check(not barrier.broken, "it is broken")
    barrier.abort()
    expect_yes(processes)
    check(barrier.broken and barrier.n_waiting == 0, "it is not broken, or somebody waits")
    with raises(BrokenBarrierError, what="wait() after abort()"):
        barrier.wait()
    check_equal(exitcode_of(be_sent_away, barrier), yes, "exitcode")


@case("barrier.reset.sends-away-and-serves-again", "BARRIER-RESET")
def reset():
    barrier, sent_away, again = mp.Barrier(4), mp.Semaphore(0), mp.Event()
    again.set()
    processes = [child(come_twice, barrier, sent_away, again) for _ in range(3)]
    wait_until(barrier, 3)
    barrier.reset()
    for _ in processes:
        sent_away.acquire()
    check(not barrier.broken, "it is broken")
    check(barrier.wait() < 4, "the index is too large")
    expect_yes(processes)
    barrier.reset()  # nobody waits: nothing changes
    check(not barrier.broken, "it is broken")


@case("barrier.reset.after-abort-makes-it-whole", "BARRIER-ABORT-RESET")
def abort_reset():
    barrier, sent_away, again = mp.Barrier(3), mp.Semaphore(0), mp.Event()
    processes = [child(come_twice, barrier, sent_away, again) for _ in range(2)]
    wait_until(barrier, 2)
    barrier.abort()
    for _ in processes:
        sent_away.acquire()
    check(barrier.broken, "it is not broken")
    barrier.reset()
    check(not barrier.broken, "it is broken")
    again.set()
    check(barrier.wait() < 3, "the index is too large")
    expect_yes(processes)


@case("barrier.wait.timeout-of-one-breaks-it-for-all", "BARRIER-WAIT-TIMEOUT")
def wait_timeout():
    barrier = mp.Barrier(4)
    processes = [child(be_sent_away, barrier) for _ in range(2)]
    wait_until(barrier, 2)
    watch = Stopwatch()
    with raises(BrokenBarrierError, what="wait(timeout)"):
        barrier.wait(a_while)
    check(watch.at_least(a_while), "wait() came back early")
    expect_yes(processes)
    check(barrier.broken, "it is not broken")


@case("barrier.timeout.of-the-barrier-is-the-default", "BARRIER-DEFAULT-TIMEOUT")
def default_timeout():
    barrier = mp.Barrier(3, timeout=a_while)
    check_equal(exitcode_of(be_sent_away, barrier), yes, "exitcode")
    barrier.reset()
    watch = Stopwatch()
    with raises(BrokenBarrierError, what="wait()"):
        barrier.wait()
    check(watch.at_least(a_while), "wait() came back early")


def fail_on_purpose():
    raise RuntimeError("on purpose")


@case("barrier.action.that-throws-breaks-it", "BARRIER-ACTION-THROWS")
def action_throws():
    barrier = mp.Barrier(2, fail_on_purpose)
    process = child(be_sent_away, barrier)
    wait_until(barrier, 1)
    with raises(RuntimeError, what="wait() whose action fails"):
        barrier.wait()
    expect_yes([process])
    check(barrier.broken, "it is not broken")


@case("barrier.wait.one-was-killed-while-it-waited", "BARRIER-WAITER-KILLED")
def waiter_killed():
    for which in range(3):
        barrier = mp.Barrier(4)
        processes = []
        for come in (1, 2, 3):
            processes.append(child(be_sent_away, barrier))
            wait_until(barrier, come)
        end(processes.pop(which))
        if not all(ends(process, "a party of a barrier whose other party was killed") for process in processes):
            break
        check(barrier.broken, "it is not broken")


@case("barrier.wait.last-one-finds-a-dead-one", "BARRIER-WAITER-KILLED")
def last_finds_dead():
    barrier = mp.Barrier(2)
    victim = child(be_sent_away, barrier)
    wait_until(barrier, 1)
    end(victim)
    with raises(BrokenBarrierError, what="wait() of the last party, when the other one is dead,"):
        in_time("wait(timeout) of the last party, when the other one is dead,", barrier.wait, a_while)


class Endless:
    """Says that it has begun, and does not end."""

    def __init__(self):
        self.begun = mp.Event()

    def __call__(self):
        self.begun.set()
        threading.Event().wait()


@case("barrier.action.one-was-killed-at-it", "BARRIER-ACTION-KILLED")
def action_killed():
    endless = Endless()
    barrier = mp.Barrier(3, endless)
    waiting = []
    for come in (1, 2):
        waiting.append(child(be_sent_away, barrier))
        wait_until(barrier, come)
    last = child(be_sent_away, barrier)
    check(endless.begun.wait(), "the action was not called")
    end(last)
    all(ends(process, "a party of a barrier whose other party was killed at the action") for process in waiting)
