# SPDX-License-Identifier: BSL-1.0
"""Start methods: which there are, which is the default, and contexts that are bound to one."""

import multiprocessing as mp
import os
import subprocess
import sys
import threading
import warnings

from checks import check, check_equal, in_time, observe, observed, raises, unsupported
from processes import answer, at_end, child, end, exitcode_of, yes
from registry import case

SPAWNED = ("spawn", "forkserver")


def say_yes():
    answer(True)


def compare_method(expected):
    answer(mp.get_start_method() == expected)


@case("start_method.list.holds-each-once-default-first", "START-METHOD-LIST")
def methods():
    found = mp.get_all_start_methods()
    check(mp.get_start_method() in found, "%s is not in %r" % (mp.get_start_method(), found))
    check_equal(len(set(found)), len(found), "different ones")
    observe("start methods", " ".join(found))


@case("start_method.name.there-and-back", "START-METHOD-NAME")
def names():
    for method in mp.get_all_start_methods():
        check_equal(mp.get_context(method).get_start_method(), method)


@case("start_method.name.unknown-is-refused", "START-METHOD-NAME-UNKNOWN")
def name_unknown():
    for name in ("teleport", ""):
        with raises(ValueError, what="get_context(%r)" % name):
            mp.get_context(name)
        with raises(ValueError, what="set_start_method(%r)" % name):
            mp.set_start_method(name, force=True)


@case("start_method.set.only-once", "START-METHOD-SET-ONCE")
def set_once():
    used = mp.get_start_method()
    with raises(RuntimeError, what="the second set_start_method()"):
        mp.set_start_method(used)
    check_equal(mp.get_start_method(), used)


@case("start_method.set.again-by-force", "START-METHOD-SET-FORCE")
def set_force():
    for method in mp.get_all_start_methods():
        mp.set_start_method(method, force=True)
        check_equal(mp.get_start_method(), method)
        check_equal(exitcode_of(say_yes), yes, "exitcode")


@case("start_method.set.nothing-by-force-frees-it", "START-METHOD-RESET")
def reset():
    with raises(RuntimeError, what="set_start_method(None)"):
        mp.set_start_method(None)
    mp.set_start_method(None, force=True)
    check_equal(mp.get_start_method(allow_none=True), None)
    check_equal(mp.get_start_method(), mp.get_all_start_methods()[0], "default")


@case("start_method.get.children-have-the-same", "START-METHOD-INHERITED")
def inherited():
    check_equal(exitcode_of(compare_method, mp.get_start_method()), yes, "exitcode")


def start_by(method, target=say_yes, *arguments):
    process = mp.get_context(method).Process(target=target, args=arguments)
    process.start()
    process.join()
    return check_equal(process.exitcode, yes, "exitcode of a child by " + method)


@case("start_method.option.serves-one-process", "START-METHOD-OPTION")
def option():
    used = mp.get_start_method()
    for method in mp.get_all_start_methods():
        start_by(method)
        check_equal(mp.get_start_method(), used)


@case("start_method.freeze_support.does-nothing-in-the-main-process", "START-METHOD-FREEZE-SUPPORT")
def freeze_support():
    used = mp.get_start_method(allow_none=True)
    mp.freeze_support()
    check_equal(mp.get_start_method(allow_none=True), used)
    check_equal(exitcode_of(say_yes), yes, "exitcode")


number = 1


def exit_with_number():
    sys.exit(number)


@case("start_method.fork.children-see-what-the-parent-changed", "START-METHOD-FORK-GLOBALS", only=("fork",))
def fork_globals():
    global number
    number = 2
    check_equal(exitcode_of(exit_with_number), 2, "exitcode")


@case("start_method.spawn.children-begin-afresh", "START-METHOD-SPAWN-GLOBALS", only=SPAWNED)
def spawn_globals():
    global number
    number = 2
    check_equal(exitcode_of(exit_with_number), 1, "exitcode")


@case("start_method.fork.other-threads-are-noticed", "START-METHOD-FORK-THREADS", only=("fork",))
def fork_threads():
    go_on = threading.Event()
    at_end(go_on.set)
    threading.Thread(target=go_on.wait, daemon=True).start()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        check_equal(exitcode_of(say_yes), yes, "exitcode")
    texts = [str(each.message) for each in seen]
    observe("warnings", "; ".join(texts))
    observed("a start by fork beside other threads is warned of" if any("fork" in text for text in texts)
             else "a start by fork beside other threads is not noticed")


@case("start_method.executable.that-is-missing-starts-nothing", "PROCESS-EXECUTABLE", only=SPAWNED)
def executable():
    mp.set_executable("no/such/program")
    process = mp.Process(target=say_yes)
    with raises(OSError, what="start() by a program that is not there"):
        in_time("start() by a program that is not there", process.start)
        at_end(end, process)
    check_equal(process.pid, None, "pid")
    mp.set_executable(sys.executable)
    check_equal(in_time("the next process", exitcode_of, say_yes), yes, "exitcode")


UNGUARDED = """
import multiprocessing
multiprocessing.get_context(%r).Process(target=print, args=("started",)).start()
"""


@case("start_method.guard.that-is-forgotten-is-an-error", "START-METHOD-FORGOTTEN-GUARD", only=SPAWNED)
def forgotten_guard():
    with open("unguarded.py", "w") as program:
        program.write(UNGUARDED % mp.get_start_method())
    # Its children begin by reading it once more, and would start children of their own, for ever.
    run = subprocess.run([sys.executable, "unguarded.py"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=15)
    os.remove("unguarded.py")
    check(b"bootstrapping" in run.stderr, "the error does not tell what is wrong: %r" % run.stderr[-300:])
    check(b"started" not in run.stdout, "the target has run")


@case("context.get_context.unknown-is-refused", "CONTEXT-GET-UNKNOWN")
def context_unknown():
    with raises(ValueError, what="get_context()"):
        mp.get_context("teleport")


@case("context.get_context.default-is-the-default-method", "CONTEXT-GET-DEFAULT")
def context_default():
    check_equal(mp.get_context().get_start_method(), mp.get_start_method())


@case("context.process.children-report-its-method", "CONTEXT-PROCESS-METHOD")
def context_method():
    for method in mp.get_all_start_methods():
        start_by(method, compare_method, method)


@case("context.process.leaves-the-default-alone", "CONTEXT-PROCESS-DEFAULT")
def context_leaves_default():
    used = mp.get_start_method()
    for method in mp.get_all_start_methods():
        start_by(method)
        check_equal(mp.get_start_method(), used, "default")


@case("context.process.does-not-fix-the-default", "CONTEXT-PROCESS-DEFAULT")
def context_does_not_fix_default():
    mp.set_start_method(None, force=True)
    start_by(mp.get_all_start_methods()[-1])
    check_equal(mp.get_start_method(allow_none=True), None, "default, which nobody has set,")


def lock_and_put(lock, queue):
    with lock:
        queue.put(17)
    queue.close()
    queue.join_thread()
    answer(True)


@case("context.objects.serve-children-of-another-method", "CONTEXT-OBJECTS-MIXED")
def objects_mixed():
    used = mp.get_start_method()
    others = [method for method in mp.get_all_start_methods() if method != used]
    if not others:
        unsupported("only one start method works here")
    here = mp.get_context(used)
    for method in others:
        lock, queue = here.Lock(), here.Queue()
        try:
            if start_by(method, lock_and_put, lock, queue):
                check_equal(queue.get(), 17)
        except RuntimeError as refusal:
            check(False, "a child by %s cannot be given objects of %s: %s" % (method, used, refusal))


def put_and_set(queue, event):
    queue.put(23)
    event.set()


def hand_on(queue, event):
    answer(exitcode_of(put_and_set, queue, event) == 0)


@case("context.objects.pass-on-to-grandchildren", "CONTEXT-OBJECTS-GRANDCHILD")
def objects_grandchild():
    queue, event = mp.Queue(), mp.Event()
    process = child(hand_on, queue, event)
    check(event.wait(), "the event was not set")
    check_equal(queue.get(), 23)
    process.join()
    check_equal(process.exitcode, yes, "exitcode")


def own_method():
    return mp.get_start_method()


@case("context.manager.server-by-its-method", "CONTEXT-MANAGER")
def context_manager():
    for method in mp.get_all_start_methods():
        with mp.get_context(method).Manager() as manager:
            check_equal(manager.Value("i", 5).value, 5)
            with manager.Pool(1) as pool:
                check_equal(pool.apply(own_method), method, "start method of its pool")
