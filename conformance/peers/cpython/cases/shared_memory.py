# SPDX-License-Identifier: BSL-1.0
"""SharedMemory: named blocks."""

import contextlib
import multiprocessing as mp

from checks import check, check_equal, observed, raises, unsupported
from processes import Stopwatch, answer, at_end, child, end, exitcode_of, pause, private_name, wait_for_ever, yes
from registry import case

try:
    from multiprocessing.shared_memory import SharedMemory
except ImportError:  # a system without shm_open
    SharedMemory = None

MARK = 0x5A


def release(block):
    """Whatever the body has done with it: its name is gone then."""
    with contextlib.suppress(OSError, BufferError):
        block.close()
    with contextlib.suppress(OSError):
        block.unlink()


def created(suffix, size):
    if SharedMemory is None:
        unsupported("multiprocessing.shared_memory cannot be imported")
    block = SharedMemory(private_name(suffix), create=True, size=size)
    at_end(release, block)
    return block


def attached(name):
    block = SharedMemory(name)
    at_end(block.close)
    return block


def stays(name):
    """Whether a name is still there after a second: what cleans up after a process that has ended does so in its own
    time, and is given some to do it wrong."""
    watch = Stopwatch()
    while not watch.at_least(1.0):
        try:
            SharedMemory(name).close()
        except FileNotFoundError:
            return False
        pause()
    return True


@case("shared_memory.create.size-name-and-zeros", "SHARED-MEMORY-SIZE")
def size():
    block = created("a", 512)
    check(block.size >= 512, "it has %d bytes" % block.size)
    check_equal(block.name, private_name("a"), "name")
    check_equal(bytes(block.buf[:512]), bytes(512))
    other = SharedMemory(block.name, create=False, size=10_000_000)
    check(512 <= other.size < 10_000_000, "a size that was given to attach made it %d bytes" % other.size)
    other.close()


@case("shared_memory.attach.is-a-second-handle", "SHARED-MEMORY-HANDLES")
def handles():
    block = created("a", 10)
    other = attached(block.name)
    block.buf[9] = MARK
    check_equal(other.buf[9], MARK)


@case("shared_memory.create.mistakes-are-refused", "SHARED-MEMORY-ARGUMENTS")
def arguments():
    created("a", 1)
    torn = private_name("b") + "\0b"
    for options in ({"create": True, "size": 0}, {"create": True, "size": -1}, {"create": True}, {}, {"name": torn},
                    {"name": torn, "create": True, "size": 10}):
        with raises(ValueError, what="SharedMemory(%r)" % options):
            at_end(release, SharedMemory(**options))


@case("shared_memory.create.a-taken-name-is-refused", "SHARED-MEMORY-EXISTS")
def exists():
    block = created("a", 10)
    block.buf[0] = MARK
    with raises(FileExistsError, what="the second creation"):
        SharedMemory(block.name, create=True, size=10)
    check_equal(attached(block.name).buf[0], MARK)


@case("shared_memory.attach.a-missing-name-is-refused", "SHARED-MEMORY-MISSING")
def missing():
    block = created("a", 10)
    release(block)
    with raises(FileNotFoundError, what="attaching"):
        SharedMemory(block.name)


@case("shared_memory.create.too-much-is-an-error", "SHARED-MEMORY-SPACE")
def space():
    created("a", 10)
    name = private_name("b")
    with raises(OSError, what="creating 2**60 bytes"):
        SharedMemory(name, create=True, size=1 << 60)
    with raises(FileNotFoundError, what="attaching to what could not be made"):
        SharedMemory(name)


@case("shared_memory.close.is-for-one-handle", "SHARED-MEMORY-CLOSE")
def close():
    block = created("a", 10)
    other = attached(block.name)
    block.close()
    block.close()
    with raises(ValueError, TypeError, what="buf[0] after close()"):
        block.buf[0]
    other.buf[0] = MARK
    check_equal(attached(block.name).buf[0], MARK)


@case("shared_memory.unlink.keeps-what-is-open", "SHARED-MEMORY-UNLINK")
def unlink():
    block = created("a", 10)
    block.unlink()
    block.buf[0] = MARK
    check_equal(block.buf[0], MARK)
    block.close()
    with raises(FileNotFoundError, what="attaching after unlink() and close()"):
        SharedMemory(block.name)
    again = created("a", 10)
    check_equal(again.buf[0], 0)


@case("shared_memory.unlink.again", "SHARED-MEMORY-UNLINK-AGAIN")
def unlink_again():
    block = created("a", 10)
    block.unlink()
    try:
        block.unlink()
    except FileNotFoundError:
        observed("the second unlink is refused")
    observed("the second unlink does nothing")


def double_first(block):
    first = block.buf[0]
    block.buf[0] = 2 * first
    block.close()
    answer(first == 21)


def attach_and_double(name):
    double_first(SharedMemory(name))


@case("shared_memory.attach.in-a-child-by-name", "SHARED-MEMORY-NAMED")
def named():
    block = created("a", 10)
    block.buf[0] = 21
    check_equal(exitcode_of(attach_and_double, block.name), yes, "exitcode")
    check_equal(block.buf[0], 42)


@case("shared_memory.handed.as-an-argument", "SHARED-MEMORY-NAMED")
def handed():
    block = created("a", 10)
    block.buf[0] = 21
    check_equal(exitcode_of(double_first, block), yes, "exitcode")
    check_equal(block.buf[0], 42)


@case("shared_memory.child.leaves-it-to-its-maker", "SHARED-MEMORY-NAMED", "TRACKER-TREE")
def child_leaves_it():
    block = created("a", 10)
    block.buf[0] = 21
    check_equal(exitcode_of(attach_and_double, block.name), yes, "exitcode")
    # A child that attached and ended takes the name with it if it thinks that it is its last user.
    check_equal(attached(block.name).buf[0], 42)


@case("shared_memory.sent.through-a-pipe", "SHARED-MEMORY-SENT")
def sent():
    block = created("a", 10)
    ours, theirs = mp.Pipe()
    ours.send(block)
    copy = theirs.recv()
    at_end(copy.close)
    check_equal(copy.name, block.name)
    copy.buf[3] = MARK
    block.buf[4] = MARK
    check_equal((block.buf[3], copy.buf[4]), (MARK, MARK))


@case("shared_memory.sent.after-its-end", "SHARED-MEMORY-SENT-DEAD")
def sent_dead():
    block = created("a", 10)
    ours, theirs = mp.Pipe()
    ours.send(block)
    release(block)
    with raises(FileNotFoundError, what="recv() of a block that is gone"):
        theirs.recv()


def make_and_stay(results, name):
    block = SharedMemory(name, create=True, size=100)
    block.buf[99] = MARK
    results.send(block)
    wait_for_ever()


@case("shared_memory.maker.killed-leaves-it-to-others", "SHARED-MEMORY-OUTLIVES")
def outlives():
    if SharedMemory is None:
        unsupported("multiprocessing.shared_memory cannot be imported")
    ours, theirs = mp.Pipe()
    maker = child(make_and_stay, theirs, private_name("a"))
    block = ours.recv()
    at_end(release, block)
    end(maker)
    check_equal(block.buf[99], MARK)
    check(stays(block.name), "the name is gone with its killed maker, although this process has the block")
