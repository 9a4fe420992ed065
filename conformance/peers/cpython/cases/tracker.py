# SPDX-License-Identifier: BSL-1.0
"""The resource tracker: what killed processes leave behind. Its own witness is the residue of the case: what is there
when all processes of a case have ended is found by whoever runs it."""

import multiprocessing as mp
import os

from cases.shared_memory import SharedMemory, attached, created, release, stays
from checks import check, check_equal, needs, observed, unsupported
from processes import at_end, child, end, private_name, wait_for_ever
from registry import case


def make_and_stay(ready, name):
    lock, semaphore, queue = mp.Lock(), mp.Semaphore(3), mp.Queue()
    block = SharedMemory(name, create=True, size=100)
    ready.send(block.name)
    wait_for_ever()


@case("tracker.maker.killed-leaves-nothing", "TRACKER-KILLED")
def killed():
    if SharedMemory is None:
        unsupported("multiprocessing.shared_memory cannot be imported")
    for number in range(3):
        reader, writer = mp.Pipe(False)
        name = private_name(str(number))
        maker = child(make_and_stay, writer, name)
        check_equal(reader.recv(), name)
        end(maker)


def make_and_end(name):
    block = SharedMemory(name, create=True, size=100)
    block.buf[99] = 7
    block.close()


@case("tracker.block.stays-for-the-rest-of-the-tree", "TRACKER-TREE")
def tree():
    if SharedMemory is None:
        unsupported("multiprocessing.shared_memory cannot be imported")
    name = private_name("a")
    maker = child(make_and_end, name)
    maker.join()
    check_equal(maker.exitcode, 0, "exitcode")
    if check(stays(name), "a block that a child made is gone with it, although nobody unlinked it"):
        found = attached(name)
        at_end(release, found)
        check_equal(found.buf[99], 7)


@case("tracker.process.is-nobody-s-child", "TRACKER-NOBODYS-CHILD")
def nobodys_child():
    needs(os, "waitpid", "on POSIX; elsewhere names go with their last user")
    check(not mp.active_children(), "there are children already")
    created("a", 10)
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        observed("the tracker is no child of the program")
    observed("the tracker is a child of the program: one that waits for any child of its own finds it")
