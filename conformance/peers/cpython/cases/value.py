# SPDX-License-Identifier: BSL-1.0
"""Value and RawValue: one object that processes share."""

import ctypes
import multiprocessing as mp
from multiprocessing import sharedctypes

from cases.lock import expect_told, holder_of
from checks import check, check_equal, not_in_python, raises
from processes import answer, child, end, exitcode_of, yes
from registry import case

LARGEST = 2**63 - 8


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int16), ("y", ctypes.c_double), ("name", ctypes.c_char * 5)]


@case("value.make.keeps-what-it-is-made-of", "VALUE-INITIAL")
def initial():
    for kind, value in (("i", 6), ("d", -1.5), ("q", LARGEST), ("c", b"c"), (ctypes.c_longlong, -1)):
        check_equal(mp.Value(kind, value).value, value)
        check_equal(mp.RawValue(kind, value).value, value)
    point = mp.Value(Point, 3, 2.5, b"abc")
    check_equal((point.x, point.y, point.name), (3, 2.5, b"abc"))
    check_equal((mp.Value("i").value, mp.RawValue("d").value, mp.Value(Point).x), (0, 0.0, 0))


def change(number, large, letter, point):
    arrived = (number.value, large.value, letter.value, point.y) == (1, LARGEST, b"a", 1.5)
    number.value, large.value, letter.value, point.name = 2, -LARGEST, b"z", b"One"
    answer(arrived)


@case("value.set.by-a-child-is-seen-by-its-parent", "VALUE-SHARED")
def shared():
    values = mp.Value("i", 1), mp.Value("q", LARGEST), mp.Value("c", b"a"), mp.Value(Point, 1, 1.5, b"one")
    check_equal(exitcode_of(change, *values), yes, "exitcode")
    check_equal([each.value for each in values[:3]] + [values[3].name, values[3].y], [2, -LARGEST, b"z", b"One", 1.5])


def double(point):
    point.x *= 2
    point.y *= 2


@case("value.raw.is-shared-without-a-lock", "VALUE-RAW")
def raw():
    point = mp.RawValue(Point, 4, 0.5)
    check_equal(exitcode_of(double, point), 0, "exitcode")
    check_equal((point.x, point.y), (8, 1.0))
    check(not hasattr(point, "get_lock"), "it has a lock")


@case("value.raw.atomic-loses-nothing", "VALUE-ATOMIC")
def atomic():
    not_in_python(mp.RawValue("i", 0), "fetch_add", "ctypes has no atomic operations in any version")


def increment(value):
    for _ in range(500):
        with value.get_lock():
            value.value += 1


@case("value.synchronize.loses-nothing", "VALUE-UPDATE")
def update():
    counters = mp.Value("i", 0), mp.Value("i", 0, lock=mp.Lock())
    # A plain lock is not taken again by its holder, so that one is changed through the object itself.
    processes = [child(increment, counters[0]) for _ in range(3)]
    processes += [child(increment_inside, counters[1]) for _ in range(3)]
    for process in processes:
        process.join()
        check_equal(process.exitcode, 0, "exitcode")
    check_equal([counter.get_obj().value for counter in counters], [1500, 1500])


def increment_inside(value):
    for _ in range(500):
        with value.get_lock():
            value.get_obj().value += 1


@case("value.get_lock.is-the-one-that-was-given", "VALUE-LOCK-GIVEN")
def lock_given():
    lock = mp.Lock()
    value = mp.Value("i", 5, lock=lock)
    check(value.get_lock() is lock, "it has another lock")
    with value:
        check(not lock.acquire(timeout=0), "the lock is not taken")
    check(lock.acquire(timeout=0), "the lock was not released")
    check_equal(value.get_obj().value, 5)
    lock.release()
    with raises(AttributeError, what="Value(lock='no lock')"):
        mp.Value("i", 5, lock="no lock")


def try_lock(value):
    answer(not value.get_lock().acquire(timeout=0))


@case("value.get_lock.is-recursive-and-its-own", "VALUE-LOCK-GIVEN")
def own_lock():
    value, other = mp.Value("i", 5), mp.Value("i", 6)
    with value.get_lock():
        check_equal(value.value, 5)  # again, by the same thread
        check(value.get_lock() is not other.get_lock(), "two values have one lock")
        check_equal(exitcode_of(try_lock, value), yes, "exitcode")


@case("value.copy.is-independent", "VALUE-COPY")
def copy():
    value = mp.Value("i", 1)
    other = sharedctypes.copy(value.get_obj())
    value.value = 2
    check_equal((other.value, value.value), (1, 2))


@case("value.owner.killed-is-told-and-recovered", "VALUE-OWNER-DIED")
def owner_died():
    value = mp.Value("i", 1)
    end(holder_of(value.get_lock()))
    expect_told("lock of a Value", value.get_lock())
