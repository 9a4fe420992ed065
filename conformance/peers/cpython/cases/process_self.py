# SPDX-License-Identifier: BSL-1.0
"""Process: what it is called, whom it knows, its streams, and classes of one's own."""

import multiprocessing as mp
import os
import sys
from multiprocessing.connection import wait

from checks import check, check_equal, raises
from processes import a_while, answer, child, exitcode_of, pause, wait_for_ever, yes
from registry import case


def nothing():
    pass


def receive(connection):
    connection.recv()


def exit_with(code):
    sys.exit(code)


def exit_with_received(connection):
    sys.exit(connection.recv())


@case("process.sentinel.none-before-start", "PROCESS-SENTINEL-STARTED")
def sentinel_started():
    with raises(ValueError, what="sentinel before the start"):
        mp.Process(target=nothing).sentinel


@case("process.sentinel.is-ready-from-the-end-on", "PROCESS-SENTINEL-READY")
def sentinel_ready():
    reader, writer = mp.Pipe(False)
    process = child(receive, reader)
    check_equal(wait([process.sentinel], 0), [], "ready")
    check_equal(wait([process.sentinel], a_while), [], "ready")
    writer.send(1)
    for timeout in (None, 0):
        check_equal(len(wait([process.sentinel], timeout)), 1, "ready")
    process.join()
    check_equal(len(wait([process.sentinel], 0)), 1, "ready")


@case("process.sentinel.is-ready-after-a-kill", "PROCESS-SENTINEL-KILLED")
def sentinel_killed():
    process = child(wait_for_ever)
    process.kill()
    check_equal(len(wait([process.sentinel])), 1, "ready")
    process.join()


@case("process.close.of-a-running-process-is-refused", "PROCESS-CLOSE-RUNNING")
def close_running():
    reader, writer = mp.Pipe(False)
    process = child(receive, reader)
    with raises(ValueError, what="close()"):
        process.close()
    check(process.is_alive(), "it does not live")
    writer.send(1)
    process.join()
    check_equal(process.exitcode, 0, "exitcode")


@case("process.close.ends-all-use", "PROCESS-CLOSE-THEN-USE")
def close_then_use():
    process = child(nothing)
    process.join()
    process.close()
    for name in ("is_alive", "join", "terminate", "kill", "start"):
        with raises(ValueError, what=name + "() after close()"):
            getattr(process, name)()
    for name in ("exitcode", "sentinel"):
        with raises(ValueError, what=name + " after close()"):
            getattr(process, name)


@case("process.start.of-a-closed-process-is-refused", "PROCESS-CLOSE-THEN-USE")
def start_closed():
    process = child(nothing)
    process.join()
    process.close()
    with raises(ValueError, what="start()"):
        process.start()


@case("process.close.may-be-repeated", "PROCESS-CLOSE-REPEATED")
def close_repeated():
    process = child(nothing)
    process.join()
    process.close()
    process.close()
    with raises(ValueError, what="is_alive()"):
        process.is_alive()


@case("process.close.before-start", "PROCESS-CLOSE-UNSTARTED")
def close_unstarted():
    process = mp.Process(target=nothing)
    process.close()
    with raises(ValueError, what="start()"):
        process.start()


@case("process.name.default-is-counted", "PROCESS-NAME-DEFAULT")
def name_default():
    first, second = mp.Process(target=nothing), mp.Process(target=nothing)
    check("Process-" in first.name and "Process-" in second.name, "the names are %s, %s" % (first.name, second.name))
    check(first.name != second.name, "both are called %s" % first.name)


@case("process.name.of-the-main-process", "PROCESS-NAME-MAIN")
def name_main():
    check_equal(mp.current_process().name, "MainProcess")


def send_name(results):
    results.send(mp.current_process().name)


@case("process.name.is-the-same-inside", "PROCESS-NAME-INSIDE")
def name_inside():
    reader, writer = mp.Pipe(False)
    named = child(send_name, writer, name="Ada")
    check_equal((reader.recv(), named.name), ("Ada", "Ada"))
    unnamed = child(send_name, writer)
    check_equal(reader.recv(), unnamed.name)


@case("process.name.can-be-set", "PROCESS-NAME-SET")
def name_set():
    reader, writer = mp.Pipe(False)
    process = mp.Process(target=send_name, args=(writer,))
    process.name = "Grace"
    process.start()
    check_equal(reader.recv(), "Grace")
    process.join()
    check_equal(process.name, "Grace")


def send_names_of_children(results):
    for _ in range(2):
        results.send(mp.Process(target=nothing).name)


@case("process.name.of-grandchildren-tells-the-ancestry", "PROCESS-NAME-ANCESTRY")
def name_ancestry():
    reader, writer = mp.Pipe(False)
    process = child(send_names_of_children, writer)
    for number in (1, 2):
        check_equal(reader.recv(), "%s:%d" % (process.name, number))


@case("process.current_process.is-alive-and-no-daemon", "PROCESS-CURRENT-MAIN")
def current_main():
    this = mp.current_process()
    check(this.is_alive(), "it does not live")
    check(not this.daemon, "it is a daemon")
    check_equal((this.pid, this.exitcode), (os.getpid(), None))
    check(this is mp.current_process(), "there are two")


def look_at_itself():
    this = mp.current_process()
    answer(this.is_alive() and not this.daemon and this.exitcode is None)


@case("process.current_process.is-alive-in-a-child", "PROCESS-CURRENT-CHILD")
def current_child():
    check_equal(exitcode_of(look_at_itself), yes, "exitcode")


@case("process.parent_process.none-in-the-main-process", "PROCESS-PARENT-NONE")
def parent_none():
    check_equal(mp.parent_process(), None)


def compare_parent(pid, name):
    parent = mp.parent_process()
    answer((parent.pid, parent.name, parent.is_alive()) == (pid, name, True))


@case("process.parent_process.is-the-one-that-started", "PROCESS-PARENT-STARTER")
def parent_starter():
    this = mp.current_process()
    check_equal(exitcode_of(compare_parent, this.pid, this.name), yes, "exitcode")


def start_one_that_compares():
    this = mp.current_process()
    answer(exitcode_of(compare_parent, this.pid, this.name) == yes)


@case("process.parent_process.of-a-grandchild-is-the-child", "PROCESS-PARENT-GRANDCHILD")
def parent_grandchild():
    check_equal(exitcode_of(start_one_that_compares), yes, "exitcode")


def wait_for_parent(results):
    parent = mp.parent_process()
    results.send(parent.is_alive())
    parent.join()
    results.send(parent.is_alive())


def start_one_and_stay(results):
    mp.Process(target=wait_for_parent, args=(results,)).start()
    results.close()
    wait_for_ever()


@case("process.parent_process.end-can-be-waited-for", "PROCESS-PARENT-JOIN")
def parent_join():
    reader, writer = mp.Pipe(False)
    process = child(start_one_and_stay, writer)
    writer.close()
    check_equal(reader.recv(), True, "alive")
    process.kill()
    check_equal(reader.recv(), False, "alive")
    with raises(EOFError, what="recv(), when the orphan should have ended as well,"):
        reader.recv()
    process.join()


@case("process.active_children.are-those-that-run", "PROCESS-ACTIVE-RUNNING")
def active_running():
    reader, writer = mp.Pipe(False)
    process = mp.Process(target=receive, args=(reader,))
    check(process not in mp.active_children(), "it is active before its start")
    process.start()
    check(process in mp.active_children(), "it is not active")
    writer.send(1)
    process.join()
    check(process not in mp.active_children(), "it is active after its end")


@case("process.active_children.reaps", "PROCESS-ACTIVE-REAPS")
def active_reaps():
    process = child(exit_with, 5)
    while process in mp.active_children():
        pause()
    check_equal(process.exitcode, 5, "exitcode")


def count_children():
    sys.exit(10 + len(mp.active_children()))


@case("process.active_children.of-a-new-process-are-none", "PROCESS-ACTIVE-OWN")
def active_own():
    reader, writer = mp.Pipe(False)
    sibling = child(receive, reader)
    check_equal(exitcode_of(count_children), 10, "exitcode, 10 and the children,")
    writer.send(1)
    sibling.join()


@case("process.cpu_count.is-at-least-one", "PROCESS-CPU-COUNT")
def cpu_count():
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    check(mp.cpu_count() >= usable >= 1, "%d processors, %d of them usable" % (mp.cpu_count(), usable))


@case("process.ident.is-the-pid", "PROCESS-PID-SAME")
def ident():
    process = child(nothing)
    check_equal(process.ident, process.pid)
    process.join()


@case("process.to_string.tells-the-state", "PROCESS-TEXT")
def text_state():
    reader, writer = mp.Pipe(False)
    process = mp.Process(target=exit_with_received, args=(reader,), name="Tom", daemon=True)
    check_equal(repr(process).split(" ", 1)[1], "name='Tom' parent=%d initial daemon>" % os.getpid())
    process.start()
    known = "name='Tom' pid=%d parent=%d " % (process.pid, os.getpid())
    check_equal(repr(process).split(" ", 1)[1], known + "started daemon>")
    writer.send(7)
    process.join()
    check_equal(repr(process).split(" ", 1)[1], known + "stopped exitcode=7 daemon>")
    process.close()
    check(repr(process).endswith(" closed daemon>"), repr(process))


@case("process.to_string.names-the-signal", "PROCESS-TEXT")
def text_signal():
    process = child(wait_for_ever)
    process.terminate()
    process.join()
    check(" stopped exitcode=-SIGTERM>" in repr(process), repr(process))
