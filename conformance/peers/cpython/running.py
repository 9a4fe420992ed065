# SPDX-License-Identifier: BSL-1.0
"""Runs one case, once, in this process: the start method is set, the body runs, the outcome is declared."""

import multiprocessing
import os
import shutil
import threading

import checks
import processes
import record

# The exit code that goes with each word of the protocol.
CODES = {"pass": 0, "observed": 0, "fail": 1, "unsupported": 2, "untested": 2, "broken": 3}


def run_case(case, variant, control):
    """The exit code of the host."""
    record.open_in(control)
    record.append(type="begin", case=case.id, variant=variant["id"])
    declared, reason = _set_up(variant) or _outcome(case)
    record.append(type="end", declared=declared, reason=record.clean(reason))
    if declared == "fail":
        _end_soon()
    return CODES[declared]


def _set_up(variant):
    try:
        multiprocessing.set_start_method(variant["start_method"])
    except ValueError as error:
        return "unsupported", str(error)
    # Names that the system keeps begin with the token, so that what is left behind can be told by its owner. There is
    # no public way to choose the names of semaphores; if the private one is gone they are just not told apart.
    multiprocessing.current_process()._config["semprefix"] = "/" + processes.private_name("")[:-1]
    return None


def _outcome(case):
    ended = _ending_of(case.body)
    if checks.failed:
        # What a body cannot use any more may not let itself be cleaned up either; the verdict does not wait for that.
        cleaning = threading.Thread(target=processes.clean_up, daemon=True)
        cleaning.start()
        cleaning.join(1.0)
        return "fail", checks.first_failure
    processes.clean_up()
    if ended is not None:
        return ended.declared, ended.reason
    if checks.evaluated == 0:
        return "broken", "the body evaluated no check"
    return "pass", ""


def _ending_of(body):
    """What the body ended with, if not by itself. An exception is a failure: nobody expected it."""
    try:
        body()
    except checks.Ending as ending:
        return ending
    except NotImplementedError as error:
        return checks.Ending("unsupported", "Python says so itself: NotImplementedError(%s)" % error)
    except BaseException as error:
        checks.fail_uncaught(error)
    return None


def _end_soon():
    """After a failure the end of the program may hang as well, on a lock that a dead process holds. The verdict is
    known by then, so it does not wait for that: what is left is removed by hand."""
    end = threading.Timer(1.0, _end_at_once)
    end.daemon = True
    end.start()


def _end_at_once():
    for process in multiprocessing.active_children():
        process.kill()
    folder = multiprocessing.current_process()._config.get("tempdir")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(CODES["fail"])
