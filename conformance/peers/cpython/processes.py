# SPDX-License-Identifier: BSL-1.0
"""What most bodies need: children that do not outlive the case, their answers, time that has passed, bytes to send."""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback

# Long enough to be seen on any clock, short enough to be waited for: how long it is looked that nothing happens.
a_while = 0.06

# The answers of a child, unlike the code of one that just ends (0) and of one that raises (1).
yes = 42
no = 43

# What is called at the end of the body, whatever its outcome; newest first.
_at_end = []


def at_end(call, *arguments):
    _at_end.append((call, arguments))


def clean_up():
    """Whatever one of them raises, the others are called. That one raises is told, and is no verdict."""
    while _at_end:
        call, arguments = _at_end.pop()
        try:
            call(*arguments)
        except Exception:
            traceback.print_exc()


def child(target, *arguments, **options):
    """A process that has been started. What the body does not end is killed at its end."""
    return started(multiprocessing.Process(target=target, args=arguments, **options))


def started(process):
    process.start()
    at_end(_end, process)
    return process


def _end(process):
    with contextlib.suppress(ValueError, AssertionError):  # closed by the body, or made by another process
        if process.is_alive():
            process.kill()
        process.join()


def exitcode_of(target, *arguments, **options):
    """Starts a process, waits for its end, and says how it ended."""
    process = multiprocessing.Process(target=target, args=arguments, **options)
    process.start()
    process.join()
    return process.exitcode


def answer(value):
    """Ends a child with its answer."""
    sys.exit(yes if value else no)


def threw(types, call, *arguments):
    """Whether the call raises; for children, who may not check."""
    try:
        call(*arguments)
    except types:
        return True
    return False


def told(error):
    """What a child says of an exception: its type, and the last line of its text."""
    lines = [line for line in str(error).splitlines() if line.strip("- ")]
    return "%s: %s" % (type(error).__name__, lines[-1] if lines else "")


def end(process):
    """Kills a process and waits for it."""
    process.kill()
    process.join()


def kill_pid(pid):
    """Kills a process that is not our child; it may have ended."""
    with contextlib.suppress(OSError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def wait_for_ever():
    """For a child that is to be killed. No object of the system is made for it: a kill in the middle leaves a file."""
    threading.Event().wait()


class Stopwatch:
    """The time since it was made, on the clock that all timeouts are measured by."""

    def __init__(self):
        self._start = time.monotonic()

    def at_least(self, seconds):
        """Whether so much time has passed, as far as this clock can tell."""
        return time.monotonic() - self._start >= seconds - time.get_clock_info("monotonic").resolution


def private_name(suffix):
    """A name in the system that nobody else has, and that tells whose it is if it is left behind."""
    return "mp-%s-%s" % (os.environ.get("MULTIPROCESSING_TOKEN", str(os.getpid())), suffix)


def pattern(size, seed=0):
    """Bytes that depend on the seed, so that a cut, a gap or a mixture of two shows."""
    line = bytes((seed * 131 + place * 7) % 251 for place in range(251))
    return (line * (size // len(line) + 1))[:size]


def pause():
    """For loops that ask again and again until something is so; the runner's deadline ends those that never end."""
    time.sleep(0.001)
