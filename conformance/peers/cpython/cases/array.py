# SPDX-License-Identifier: BSL-1.0
"""Array and RawArray: many objects that processes share."""

import ctypes
import itertools
import multiprocessing as mp
from multiprocessing import sharedctypes

from cases.lock import expect_told, holder_of
from checks import check, check_equal, raises
from processes import answer, end, exitcode_of, yes
from registry import case

SEVEN = [680, 626, 934, 821, 150, 233, 548]


def prefix_sum(array):
    for place in range(1, len(array)):
        array[place] += array[place - 1]


@case("array.make.from-a-list-and-from-ranges", "ARRAY-INITIAL")
def initial():
    array = mp.Array("i", [1, 2, 3])
    check_equal((len(array), array[:]), (3, [1, 2, 3]))
    check_equal(mp.Array("i", range(5))[:], [0, 1, 2, 3, 4])
    check_equal(mp.RawArray("d", [0.5, 1.5])[:], [0.5, 1.5])
    check_equal(mp.Array("i", [])[:], [])
    check_equal(mp.Array("c", b"text").value, b"text")


@case("array.make.from-a-size-is-zero", "ARRAY-ZERO")
def zero():
    for _ in range(3):
        array = mp.Array("i", 1000)
        check_equal(array[:], [0] * 1000)
        array[:] = range(1, 1001)
        check_equal(array[999], 1000)


@case("array.get.beyond-the-end-is-refused", "ARRAY-INDEX")
def index():
    array = mp.Array("i", [1, 2, 3])
    check_equal(array[2], 3)
    for place in (3, 100):
        with raises(IndexError, what="array[%d]" % place):
            array[place]
    with raises(IndexError, what="setting array[3]"):
        array[3] = 1
    check_equal(array[:], [1, 2, 3])


@case("array.update.in-a-child", "ARRAY-SHARED")
def shared():
    array = mp.Array("i", SEVEN)
    check_equal(exitcode_of(prefix_sum, array), 0, "exitcode")
    check_equal(array[:], list(itertools.accumulate(SEVEN)))


def change_parts(array):
    with array.get_lock():
        for place in range(len(array)):
            array[place] *= 2
        array[1:3] = [0.5, 0.5]
        array[3] += 1
    answer(len(array) == 4)


@case("array.synchronize.is-a-range-and-has-slices", "ARRAY-SHARED")
def slices():
    array = mp.Array("d", [1, 2, 3, 4])
    check_equal(exitcode_of(change_parts, array), yes, "exitcode")
    check_equal(array[:], [2, 0.5, 0.5, 9])


@case("array.raw.in-a-child", "ARRAY-RAW")
def raw():
    array = mp.RawArray("i", SEVEN)
    check_equal(exitcode_of(prefix_sum, array), 0, "exitcode")
    check_equal(array[:], list(itertools.accumulate(SEVEN)))


MANY = 500_000


def fill(array, small):
    array[:] = range(1, MANY + 1)
    small[2] = 7


@case("array.make.of-some-megabytes", "ARRAY-LARGE")
def large():
    array, beside = mp.Array(ctypes.c_uint64, MANY), mp.Array("B", 3)
    check_equal(exitcode_of(fill, array, beside), 0, "exitcode")
    check_equal((array[0], array[MANY - 1], beside[:]), (1, MANY, [0, 0, 7]))


@case("array.copy.is-independent", "ARRAY-INITIAL")
def copy():
    array = mp.Array("i", [1, 2])
    other = sharedctypes.copy(array.get_obj())
    array[0] = 5
    check_equal((other[0], array[0]), (1, 5))


@case("array.get_lock.is-the-one-that-was-given", "ARRAY-LOCK-GIVEN")
def lock_given():
    lock = mp.Lock()
    array, own = mp.Array("i", [1, 2, 3], lock=lock), mp.Array("i", 3)
    check(array.get_lock() is lock and own.get_lock() is not lock, "the lock is another one")
    with array:
        check(not lock.acquire(timeout=0), "the lock is not taken")
        check_equal(array.get_obj()[1], 2)
    check_equal(array[1], 2)
    check(own.get_lock().acquire(timeout=0), "its own lock is taken")
    own.get_lock().release()


@case("array.owner.killed-is-told-and-recovered", "ARRAY-OWNER-DIED")
def owner_died():
    array = mp.Array("i", [1, 2, 3])
    end(holder_of(array.get_lock()))
    expect_told("lock of an Array", array.get_lock())
