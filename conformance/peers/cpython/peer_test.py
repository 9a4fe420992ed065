#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs a part of the suite on Python's own multiprocessing: it must complete, and find what the original does badly.

    peer_test.py PROCPORT HOST REQUIREMENTS
"""

import json
import pathlib
import subprocess
import sys
import tempfile

# Those that tell of much in little time.
AREAS = ("array", "authkey", "connection", "event", "list", "lock", "pickling", "pipe", "queue", "remote_error", "semaphore",
         "shared_memory", "simple_queue", "start_method", "tracker", "undrained", "value", "wait")
# What no Python so far does well, each with the gotcha behind it.
WRONG = {
    "lock.owner.killed-is-told-to-the-next": "who takes the lock of a dead process is told nothing",
    "event.set.waiter-was-killed": "set() waits for a dead waiter",
    "condition.notify_all.waiter-was-killed": "notify_all() waits for a dead waiter",
    "barrier.wait.one-was-killed-while-it-waited": "the others wait for a dead party",
    "terminate.queue.reader-that-waits": "a dead reader keeps the lock of the queue",
    "terminate.queue.next-writer-after-a-killed-one": "a dead writer keeps the lock of the queue",
    "undrained.cancel_join_thread.the-queue-serves-others": "half a message is left in the queue",
    "pickling.queue.a-lock-is-refused": "what cannot be sent is lost in the thread of the queue",
}


def run(procport, host, requirements, folder, *selection):
    command = [procport, "run", "--host", host, "--requirements", requirements, "--target", "cpython", "--jobs", "0"]
    ran = subprocess.run([*command, "-o", folder, *selection], stdout=subprocess.PIPE, text=True)
    return ran, json.loads((pathlib.Path(folder) / "result.json").read_text(encoding="utf-8"))


def look_at(ran, document, whole):
    """What is expected of a run, and whether it holds; of a whole one more than of one that is for what goes wrong."""
    results = [(case, result) for case in document["cases"] for result in case["results"]]
    told = {"pass", "fail", "hang", "observed"}
    shown = {name for case, result in results if result["verdict"] in told for name in case["requirements"]}
    passed = {name for case, result in results if result["verdict"] == "pass" for name in case["requirements"]}
    wrong = [(case["id"], result) for case, result in results if case["id"] in WRONG]
    silent = [result for _, result in results if result["verdict"] == "fail" and not result["failures"]]
    left = {item["kind"] for _, result in results for item in result["residue"]["items"]}
    return {
        "exit code 1: Python does not conform": ran.returncode == 1,
        "a complete and trusted run": document["run"]["complete"] and document["trust"]["trusted"],
        "no result broken, nor a crash": not {result["verdict"] for _, result in results} & {"broken", "crash"},
        "at least 150 requirements with a result": len(shown) >= 150 or not whole,
        "most of them met: the cases can pass": len(passed) >= len(shown) * 3 // 4 or not whole,
        "evidence with every failure": not silent,
        "neither a process nor a name in the system left behind": left <= {"file", "socket"},
        "the cases that are known to go wrong": {name for name, _ in wrong} == set(WRONG),
        **{f"no pass of {name}: {WRONG[name]}": result["verdict"] in ("fail", "hang") for name, result in wrong},
    }


def ids(*globs):
    return [word for glob in globs for word in ("--id", glob)]


def main(procport, host, requirements):
    listing = subprocess.run([host, "--list"], stdout=subprocess.PIPE, text=True, check=True).stdout
    methods = [variant["start_method"] for variant in json.loads(listing.splitlines()[0])["variants"]]
    wrong = 0
    # One start method for all of it, the others for what goes wrong.
    for method in methods:
        whole = method == methods[0]
        selection = ids(*WRONG, *[area + ".*" for area in AREAS] if whole else [])
        with tempfile.TemporaryDirectory() as folder:
            ran, document = run(procport, host, requirements, folder, "--start-method", method, *selection)
        expected = look_at(ran, document, whole)
        missing = [what for what, holds in expected.items() if not holds]
        for what in missing:
            print(f"{method}: expected, but not so: {what}")
        if missing:
            print(ran.stdout)
        wrong += len(missing)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
