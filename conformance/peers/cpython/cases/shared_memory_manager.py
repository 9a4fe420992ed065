# SPDX-License-Identifier: BSL-1.0
"""SharedMemoryManager: blocks that go with it."""

import contextlib
import multiprocessing as mp

from cases.shared_memory import SharedMemory
from checks import check, check_equal, patience, raises, unsupported
from processes import Stopwatch, answer, at_end, child, end, exitcode_of, kill_pid, pause, yes
from registry import case


def manager(start=True):
    if SharedMemory is None:
        unsupported("multiprocessing.shared_memory cannot be imported")
    from multiprocessing.managers import SharedMemoryManager

    made = SharedMemoryManager()
    if start:
        made.start()
        at_end(made.shutdown)
    return made


def is_gone(name):
    try:
        SharedMemory(name).close()
    except FileNotFoundError:
        return True
    return False


def remove(name):
    """Its name is one that Python chose, so nobody else would know whose it is."""
    with contextlib.suppress(FileNotFoundError):
        block = SharedMemory(name)
        block.close()
        block.unlink()


def compare_and_set(block, items):
    right = block.buf[0] == 1 and list(items) == [7, "text"]
    block.buf[1] = 2
    block.close()
    answer(right)


@case("shared_memory_manager.blocks.made-and-found", "SHARED-MEMORY-MANAGER-BLOCKS")
def blocks():
    with raises(AssertionError, mp.ProcessError, ValueError, what="SharedMemory() before start()"):
        manager(False).SharedMemory(10)
    one = manager()
    block, items = one.SharedMemory(100), one.ShareableList([7, "text"])
    block.buf[0] = 1
    check_equal(exitcode_of(compare_and_set, block, items), yes, "exitcode")
    check_equal(block.buf[1], 2)
    block.close()
    items.shm.close()


def two_names(one, unlink_first):
    if unlink_first:
        block = one.SharedMemory(10)
        block.unlink()
        block.close()
    block, items = one.SharedMemory(10), one.ShareableList([True])
    names = block.name, items.shm.name
    block.close()
    items.shm.close()
    return names


@case("shared_memory_manager.shutdown.unlinks-blocks", "SHARED-MEMORY-MANAGER-GONE")
def gone():
    for unlink_first in (False, True):
        one = manager()
        names = two_names(one, unlink_first)
        for name in names:
            at_end(remove, name)
        check(not any(map(is_gone, names)), "a block cannot be found")
        one.shutdown()
        after = " after shutdown, when another one was unlinked by hand" if unlink_first else " after shutdown"
        check(all(map(is_gone, names)), "a block can be found" + after)


def make_and_stay(parent):
    from multiprocessing.managers import SharedMemoryManager

    one = SharedMemoryManager()
    one.start()
    (server,) = mp.active_children()
    block = one.SharedMemory(10)
    parent.send((server.pid, block.name))
    parent.recv()


@case("shared_memory_manager.died.blocks-go-with-their-process", "SHARED-MEMORY-MANAGER-DIED")
def died():
    manager(False)
    ours, theirs = mp.Pipe()
    process = child(make_and_stay, theirs)
    server, name = ours.recv()
    at_end(remove, name)
    at_end(kill_pid, server)
    check(not is_gone(name), "the block cannot be found")
    end(process)
    watch = Stopwatch()
    while not watch.at_least(patience) and not is_gone(name):
        pause()
    check(is_gone(name), "the block of a manager whose process was killed can be found after %g s" % patience)
