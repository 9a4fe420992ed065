#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""What processes that are killed leave in the system: nothing, once their tracker has seen that none is left.

    tracked.py PROGRAM    where PROGRAM is built of tracked.cpp
"""

import os
import signal
import subprocess
import sys
import tempfile
import time


def sets_of_semaphores():
    """Those of this user that the system lists, by their numbers."""
    try:
        with open("/proc/sysvipc/sem", encoding="ascii") as table:
            rows = [line.split() for line in table][1:]
    except OSError:
        return set()
    return {row[1] for row in rows if int(row[4]) == os.getuid()}


class Tree:
    """A program in a session of its own, whose names hold `token`, with its temporary files in `folder`."""

    def __init__(self, program, arguments, strategies, token, folder):
        self.token = token
        self.folder = folder
        environment = dict(os.environ, MULTIPROCESSING_TOKEN=token, TMPDIR=folder, MULTIPROCESSING_STRATEGY=strategies)
        self.sets_before = sets_of_semaphores()
        self.process = subprocess.Popen([program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment, start_new_session=True)
        self.block = None
        self.tracker = None
        for line in self.process.stdout:
            word, value = line.split()
            if word == "block":
                self.block = value
            if word == "tracker":
                self.tracker = int(value)
                break
        if self.tracker is None:
            raise RuntimeError(f"{arguments} under {strategies} has made nothing: {self.process.wait()}")

    def names(self):
        found = [f"/dev/shm/{name}" for name in os.listdir("/dev/shm") if self.token in name or name == self.block]
        found += [os.path.join(self.folder, name) for name in os.listdir(self.folder)]
        return found + sorted(sets_of_semaphores() - self.sets_before)

    def names_left(self, before):
        """Sets of semaphores have no token: another program's of that moment goes by itself."""
        until = time.monotonic() + 10
        while True:
            left = [name for name in self.names() if name in before or name.startswith("/")]
            if all(name.startswith("/") for name in left) or time.monotonic() > until:
                return left
            time.sleep(0.01)

    def kill(self, whole_group):
        if whole_group:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()

    def await_tracker(self):
        """However long it takes; the time limit of the whole test is the watchdog."""
        while self.tracker and self.is_there(self.tracker):
            time.sleep(0.01)

    @staticmethod
    def is_there(pid):
        """Who has ended and is reaped by nobody has ended all the same."""
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as facts:
                return facts.read().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False


def main(program):
    wrong = []
    count = 0

    def run(what, strategies, stays=0, whole_group=True):
        nonlocal count
        count += 1
        with tempfile.TemporaryDirectory() as folder:
            tree = Tree(program, what, strategies, f"kept{os.getpid()}x{count}", folder)
            before = tree.names()
            tree.kill(whole_group)
            tree.await_tracker()
            after = tree.names_left(before)
            for name in after:
                if name.startswith("/"):
                    os.unlink(name)
            said = f"{' '.join(what)} under {strategies}"
            print(f"{said}: {len(before)} names, {len(after)} of them left")
            if not before:
                wrong.append(f"{said}: nothing had a name")
            if len(after) != stays:
                wrong.append(f"{said}: left are {after}")

    by_names = ["classic", "fallback", "semaphore:sem-open", "semaphore:sysv", "lock:flock-file", "lock:sysv-undo",
                "memory:shm-open", "memory:mapped-file", "native"]
    for strategies in by_names:
        run(["objects", "fork"], strategies)
    for method in ("spawn", "forkserver"):
        run(["objects", method], "classic")
        run(["objects", method], "fallback")
    for method in ("fork", "spawn", "forkserver"):
        run(["child", method], "native", whole_group=False)
    for strategies in ("named-memory:shm-open", "named-memory:mapped-file"):
        run(["block", "1"], strategies, whole_group=False)
        run(["block", "0"], strategies, stays=1, whole_group=False)

    for each in wrong:
        print(each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
