# SPDX-License-Identifier: BSL-1.0
"""Process: who ends with it, and who ends it."""

import multiprocessing as mp
import signal
import sys

from checks import check, check_equal, needs, observe, raises, require
from processes import a_while, answer, child, exitcode_of, threw, wait_for_ever, yes
from registry import case


def nothing():
    pass


def exit_with(code):
    sys.exit(code)


def exit_with_received(connection):
    sys.exit(connection.recv())


def tell_daemon():
    answer(mp.current_process().daemon and mp.Process(target=nothing).daemon)


@case("process.daemon.default-is-that-of-the-creator", "PROCESS-DAEMON-INHERITED")
def daemon_inherited():
    check(not mp.current_process().daemon, "the main process is a daemon")
    check(not mp.Process(target=nothing).daemon, "its child is one")
    check_equal(exitcode_of(tell_daemon, daemon=True), yes, "exitcode")


@case("process.daemon.can-be-given-and-set", "PROCESS-DAEMON-SET")
def daemon_set():
    process = mp.Process(target=nothing, daemon=True)
    for value in (True, False, True):
        process.daemon = value
        check_equal(process.daemon, value, "daemon")


@case("process.daemon.cannot-be-set-after-start", "PROCESS-DAEMON-FIXED")
def daemon_fixed():
    process = child(nothing)
    with raises(AssertionError, what="setting daemon"):
        process.daemon = True
    check(not process.daemon, "it is a daemon")
    process.join()


def start_from_daemon():
    answer(threw(AssertionError, mp.Process(target=nothing).start))


@case("process.daemon.may-not-have-children", "PROCESS-DAEMON-CHILDLESS")
def daemon_childless():
    check_equal(exitcode_of(start_from_daemon, daemon=True), yes, "exitcode")


def say_and_stay(ready, told):
    ready.send(1)
    told.set()
    wait_for_ever()


def leave_a_daemon(ready):
    running = mp.Event()
    mp.Process(target=say_and_stay, args=(ready, running), daemon=True).start()
    ready.close()
    running.wait()


@case("process.daemon.is-ended-with-its-parent", "PROCESS-DAEMON-ENDED")
def daemon_ended():
    reader, writer = mp.Pipe(False)
    process = child(leave_a_daemon, writer)
    writer.close()
    check_equal(reader.recv(), 1)
    process.join()
    check_equal(process.exitcode, 0, "exitcode")
    with raises(EOFError, what="recv(), when nobody should be left who can write,"):
        reader.recv()


def pass_on(start, results):
    results.send(start.recv())


def leave_a_child(start, results):
    mp.Process(target=pass_on, args=(start, results)).start()


@case("process.daemon.others-are-joined-at-exit", "PROCESS-NONDAEMON-JOINED")
def nondaemon_joined():
    go_reader, go = mp.Pipe(False)
    reader, writer = mp.Pipe(False)
    process = child(leave_a_child, go_reader, writer)
    process.join(a_while)
    check(process.is_alive(), "it did not wait for its child, which waits for us")
    go.send(5)
    process.join()
    check_equal(process.exitcode, 0, "exitcode")
    require(reader.poll(), "the grandchild had not finished before")
    check_equal(reader.recv(), 5)


def say_ready_and_stay(ready):
    ready.send(1)
    wait_for_ever()


def running_child():
    reader, writer = mp.Pipe(False)
    process = child(say_ready_and_stay, writer)
    check_equal(reader.recv(), 1)
    return process


@case("process.terminate.ends-a-running-child", "PROCESS-TERMINATE-ENDS")
def terminate_ends():
    process = running_child()
    process.terminate()
    process.join()
    check_equal(process.exitcode, -signal.SIGTERM, "exitcode")
    check(not process.is_alive(), "it lives")


@case("process.terminate.right-after-start", "PROCESS-TERMINATE-EARLY")
def terminate_early():
    processes = []
    for _ in range(10):
        processes.append(child(wait_for_ever))
        processes[-1].terminate()
    for process in processes:
        process.join()
        check(process.exitcode < 0, "exitcode %r" % process.exitcode)


@case("process.terminate.after-the-end-does-nothing", "PROCESS-TERMINATE-ENDED")
def terminate_ended():
    process = child(exit_with, 2)
    process.join()
    process.terminate()
    process.kill()
    check_equal(process.exitcode, 2, "exitcode")


@case("process.terminate.twice-is-harmless", "PROCESS-TERMINATE-ENDED")
def terminate_twice():
    process = running_child()
    process.terminate()
    process.terminate()
    process.join()
    check_equal(process.exitcode, -signal.SIGTERM, "exitcode")


@case("process.kill.ends-a-running-child", "PROCESS-KILL-ENDS")
def kill_ends():
    process = running_child()
    process.kill()
    process.join()
    observe("exitcode", process.exitcode)
    check(process.exitcode < 0, "exitcode %r" % process.exitcode)


def ignore_terminate_and_stay(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say_ready_and_stay(ready)


@case("process.kill.ends-one-that-ignores-terminate", "PROCESS-KILL-ENDS")
def kill_ends_anyway():
    reader, writer = mp.Pipe(False)
    process = child(ignore_terminate_and_stay, writer)
    check_equal(reader.recv(), 1)
    process.terminate()
    process.kill()
    process.join()
    check(process.exitcode < 0, "exitcode %r" % process.exitcode)


@case("process.kill.leaves-siblings-alone", "PROCESS-KILL-ONLY-ONE")
def kill_only_one():
    victim = running_child()
    go_reader, go = mp.Pipe(False)
    sibling = child(exit_with_received, go_reader)
    victim.kill()
    victim.join()
    check(sibling.is_alive(), "the sibling does not live")
    go.send(11)
    sibling.join()
    check_equal(sibling.exitcode, 11, "exitcode")


@case("process.interrupt.ends-a-child-that-does-not-mind", "PROCESS-INTERRUPT")
def interrupt():
    needs(mp.Process, "interrupt", "new in 3.14")
    process = running_child()
    process.interrupt()
    process.join()
    check_equal(process.exitcode, 1, "exitcode of a KeyboardInterrupt that nobody handles")
