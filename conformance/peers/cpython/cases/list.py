# SPDX-License-Identifier: BSL-1.0
"""ShareableList: plain values in a named block."""

import multiprocessing as mp

from cases.shared_memory import SharedMemory, created, release
from checks import check_equal, observed, raises, unsupported
from processes import answer, at_end, exitcode_of, private_name, yes
from registry import case

SEVEN = ["howdy", b"HoWdY", -273, 100.5, None, True, 42]


def made(items, suffix="a"):
    if SharedMemory is None:
        unsupported("multiprocessing.shared_memory cannot be imported")
    from multiprocessing.shared_memory import ShareableList

    found = ShareableList(items, name=private_name(suffix))
    at_end(release, found.shm)
    return found


def attached(name):
    from multiprocessing.shared_memory import ShareableList

    found = ShareableList(name=name)
    at_end(found.shm.close)
    return found


@case("list.make.keeps-items-of-all-types", "LIST-ROUND-TRIP")
def round_trip():
    items = made(SEVEN)
    check_equal((len(items), list(items)), (7, SEVEN))
    check_equal(items.format, "8s8sqdxxxxxx?xxxxxxxx?q", "format")
    nothing = made([], "b")
    check_equal((len(nothing), nothing.format, list(nothing)), (0, "", []))


@case("list.get.from-both-ends", "LIST-INDEX")
def index():
    items = made(SEVEN)
    check_equal((items[-1], items[-7]), (42, "howdy"))
    for place in (7, -8):
        with raises(IndexError, what="list[%d]" % place):
            items[place]
    with raises(IndexError, what="setting list[7]"):
        items[7] = True
    check_equal(list(items), SEVEN)


@case("list.set.changes-the-type", "LIST-RETYPE")
def retype():
    items = made(SEVEN)
    items[4], items[0], items[1], items[3] = "some", 2.5, None, False
    check_equal(list(items), [2.5, None, -273, False, "some", True, 42])
    check_equal(items.format, "dxxxxxx?xqxxxxxxx?8sxxxxxxx?q", "format")


@case("list.set.within-its-room-in-bytes", "LIST-ROOM")
def room():
    text = "0123456789abcdef"
    items = made(["a", text, "b"])
    for place, value in ((0, "123456789"), (2, "\u20ac" * 3)):
        with raises(ValueError, what="setting %r where 8 bytes fit" % value):
            items[place] = value
    check_equal(list(items), ["a", text, "b"])
    items[0], items[1] = "12345678", text + "01234567"  # room is rounded up
    check_equal(list(items), ["12345678", text + "01234567", "b"])


@case("list.make.text-that-is-not-ascii", "LIST-ROUND-TRIP", "LIST-ROOM")
def not_ascii():
    text = "\u00e4\u00f6\u00fc\u00df\u20ac\u20ac"  # 6 characters, 14 bytes
    items = made([text, "next"])
    check_equal(items[0], text)
    check_equal(items[1], "next")


@case("list.index.and-count", "LIST-SEARCH")
def search():
    items = made([1, "one", 1, 1.5, None])
    check_equal((items.count(1), items.count(2), items.index(1.5), items.index(None)), (2, 0, 3, 4))
    with raises(ValueError, what="index('two')"):
        items.index("two")


@case("list.attach.is-the-same-and-a-copy-is-not", "LIST-ATTACH")
def attach():
    items = made(SEVEN)
    same, other = attached(items.shm.name), made(items, "b")
    check_equal(other.shm.name, private_name("b"), "name")
    items[2] = 7
    check_equal((same[2], list(other)), (7, SEVEN))


def compare_and_change(items):
    arrived = list(items) == SEVEN
    items[0] = "done"
    answer(arrived)


@case("list.handed.to-a-child", "LIST-SENT")
def handed():
    items = made(SEVEN)
    check_equal(exitcode_of(compare_and_change, items), yes, "exitcode")
    check_equal(items[0], "done")


@case("list.sent.as-its-name", "LIST-SENT")
def sent():
    ours, theirs = mp.Pipe()
    items = made([1] * 400)
    ours.send(items)
    same = theirs.recv()
    at_end(same.shm.close)
    check_equal(len(same), 400)
    same[399] = 2.0
    check_equal(items[-1], 2.0)
    ours.send(items)
    same.shm.close()
    release(items.shm)
    with raises(FileNotFoundError, what="recv() of a list that is gone"):
        theirs.recv()


@case("list.make.zeros-at-the-end-stay", "LIST-NUL")
def zeros():
    given = ["ab\0\0", b"12345678\0", "", b"\0", "a\0b"]
    got = list(made(given))
    check_equal(got[4], given[4])
    observed("zeros at the end stay" if got == given else "zeros at the end are lost: %r of %r" % (got, given))


@case("list.attach.what-is-no-list-is-refused", "LIST-DAMAGED")
def damaged():
    block = created("a", 4096)
    for first in (0x70, 0xFF):
        block.buf[0] = block.buf[7] = first
        with raises(Exception, what="attaching to a block that holds no list (%#x)" % first):
            attached(block.name)
