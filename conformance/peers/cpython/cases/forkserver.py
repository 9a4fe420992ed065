# SPDX-License-Identifier: BSL-1.0
"""The fork server: what it has loaded, what it ignores, and what becomes of its children without it."""

import multiprocessing as mp
import os
import signal
import sys

from checks import check, check_equal, no_parameter, observe
from processes import answer, child, exitcode_of, kill_pid, pause, yes
from registry import case

BY_SERVER = ("forkserver",)
# A module that nobody else loads.
RARE = "colorsys"


def say_yes():
    answer(True)


def send_server(results):
    """A child's parent by the system is the server."""
    results.send(os.getppid())


def server_of_a_child():
    reader, writer = mp.Pipe(False)
    process = child(send_server, writer)
    server = reader.recv()
    process.join()
    return server


def tell_whether_loaded():
    answer(RARE in sys.modules)


@case("forkserver.preload.is-there-in-each-child", "FORKSERVER-PRELOAD", "START-METHOD-FORKSERVER", only=BY_SERVER)
def preload():
    mp.set_forkserver_preload([RARE])
    for _ in range(2):
        check_equal(exitcode_of(tell_whether_loaded), yes, "exitcode")
    check(RARE not in sys.modules, "it is loaded here, too")


@case("forkserver.preload.errors-are-passed-over-or-not", "FORKSERVER-PRELOAD-ERRORS", only=BY_SERVER)
def preload_errors():
    no_parameter(mp.set_forkserver_preload, "on_error", "new in 3.15")


@case("forkserver.server.ignores-the-keyboard", "FORKSERVER-SIGINT", only=BY_SERVER)
def ignores_keyboard():
    server = server_of_a_child()
    check_equal(exitcode_of(say_yes), yes, "exitcode")
    os.kill(server, signal.SIGINT)
    check_equal(exitcode_of(say_yes), yes, "exitcode")
    check_equal(server_of_a_child(), server, "server")


@case("forkserver.server.is-launched-once", "START-METHOD-FORKSERVER", only=BY_SERVER)
def launched_once():
    server = server_of_a_child()
    check(server != os.getpid(), "the server is this process")
    check_equal(server_of_a_child(), server, "server")


def double(start, results):
    results.send(os.getppid())
    results.send(2 * start.recv())


@case("forkserver.server.killed-its-children-go-on", "FORKSERVER-KILLED", only=BY_SERVER)
def killed():
    go_reader, go = mp.Pipe(False)
    reader, writer = mp.Pipe(False)
    process = child(double, go_reader, writer)
    kill_pid(reader.recv())
    go.send(21)
    check_equal(reader.recv(), 42)
    process.join()
    observe("exit code", process.exitcode)
    check(process.exitcode in (0, 255), "exitcode %r" % process.exitcode)


def tell_end_of_server(results):
    server = os.getppid()
    results.send(server)
    while os.getppid() == server:
        pause()
    results.send("ended")


@case("forkserver.server.killed-is-launched-anew", "FORKSERVER-RESTARTS", only=BY_SERVER)
def restarts():
    seen = set()
    for _ in range(3):
        reader, writer = mp.Pipe(False)
        child(tell_end_of_server, writer)
        server = reader.recv()
        check(server not in seen, "the server that was killed serves on")
        seen.add(server)
        kill_pid(server)
        check_equal(reader.recv(), "ended")  # a signal takes a moment


def compare_directory():
    answer(os.path.basename(os.getcwd()) == "elsewhere")


@case("forkserver.children.are-in-the-directory-of-their-parent", "PROCESS-START-DIRECTORY", only=BY_SERVER)
def directory():
    check_equal(exitcode_of(say_yes), yes, "exitcode")
    os.mkdir("elsewhere")
    os.chdir("elsewhere")
    check_equal(exitcode_of(compare_directory), yes, "exitcode")
    os.chdir("..")
    os.rmdir("elsewhere")
