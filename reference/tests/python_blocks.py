#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Blocks and lists that this program's multiprocessing.shared_memory and ours share, made by either side.

    python_blocks.py PROGRAM    where PROGRAM is built of python_blocks.cpp
"""

import inspect
import os
import subprocess
import sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import ShareableList, SharedMemory

TRACKED = "track" not in inspect.signature(SharedMemory.__init__).parameters


def not_ours(memory):
    """Before 3.13 Python would remove at its end what it has attached to."""
    if TRACKED:
        resource_tracker.unregister(memory._name, "shared_memory")
    return memory


def attach(name):
    return not_ours(SharedMemory(name) if TRACKED else SharedMemory(name, track=False))


def main(program):
    peer = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    prefix = f"mp-python-{os.getpid()}"
    wrong = []

    def ask(line):
        peer.stdin.write(line + "\n")
        peer.stdin.flush()
        return peer.stdout.readline().rstrip("\n")

    def expect(what, seen, wanted):
        if seen != wanted:
            wrong.append(f"{what}: {seen!r} instead of {wanted!r}")

    # Ours, seen from Python.
    name = ask("block - 1000")
    memory = attach(name)
    expect("size", memory.size >= 1000, True)
    expect("bytes", bytes(memory.buf[:1000]), bytes(i % 256 for i in range(1000)))
    memory.buf[:] = bytes(255 - i % 256 for i in range(memory.size))
    expect("check", ask(f"check {name}"), "ok")
    expect("unlink", ask(f"unlink {name}"), "ok")
    memory.close()
    try:
        attach(name)
        wrong.append("a block that we unlinked is found")
    except FileNotFoundError:
        pass

    # Python's, seen from here.
    memory = SharedMemory(create=True, size=5000)
    memory.buf[:] = bytes(255 - i % 256 for i in range(memory.size))
    expect("check of Python's", ask(f"check {memory.name}"), "ok")
    expect("a name that is taken", "exists" in ask(f"block {memory.name} 10"), True)
    memory.close()
    memory.unlink()
    expect("a name that is gone", "No such file" in ask(f"check {memory.name}"), True)

    # A list of ours, changed by Python.
    name = prefix + "-ours"
    expect("list", ask(f"list {name}"), "ok")
    if TRACKED:
        items = ShareableList(name=name)
        not_ours(items.shm)
    else:
        items = ShareableList(name=name)
        resource_tracker.unregister(items.shm._name, "shared_memory")
    expect("items", list(items), ["höwdy €", b"HoWdY", -273, 100.5, None, True, False, "", b"ab"])
    expect("format", items.format, "16s8sqdxxxxxx?xxxxxxxx?xxxxxxx?8s3sx")
    for position, value in enumerate(["grüß", b"12345678", 2.5, 1 << 40, False, None, "now", "x", b"c"]):
        items[position] = value
    expect("read", ask(f"read {name}"), "ok")
    expect("unlink", ask(f"unlink {name}"), "ok")
    items.shm.close()

    # A list of Python's; its text is ASCII, since Python cuts other text.
    items = ShareableList(["12345678901", b"12345678", 2.5, 1 << 40, False, None, "now", "x", b"c"])
    items[0] = "grüß"
    expect("read of Python's", ask(f"read {items.shm.name}"), "ok")
    items.shm.close()
    items.shm.unlink()

    peer.stdin.close()
    expect("end", peer.wait(), 0)
    for each in wrong:
        print(each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
