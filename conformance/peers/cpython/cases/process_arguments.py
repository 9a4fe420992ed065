# SPDX-License-Identifier: BSL-1.0
"""Process: what a target may be, and what it is given."""

import multiprocessing as mp
import sys

from checks import check_equal
from processes import answer, child, exitcode_of, pattern, yes
from registry import case


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)


def expect_scalars(*got):
    answer(got == (True, "x", -5, 2**64 - 16, 0.1, None))


def expect_strings(empty, zeros, text, data):
    answer((empty, zeros, text, data) == ("", "a\0b\0", "gr\u00fcn", b"\0\xff"))


def expect_containers(table, items, named=None):
    answer((table, items, named) == ({"one": [1], "three": [1, 2, 3], "none": []}, (None, {4}), "text"))


@case("process.arguments.scalars-arrive", "PROCESS-ARGUMENTS-ARRIVE")
def arguments_scalars():
    check_equal(exitcode_of(expect_scalars, True, "x", -5, 2**64 - 16, 0.1, None), yes, "exitcode")


@case("process.arguments.strings-arrive", "PROCESS-ARGUMENTS-ARRIVE")
def arguments_strings():
    check_equal(exitcode_of(expect_strings, "", "a\0b\0", "gr\u00fcn", b"\0\xff"), yes, "exitcode")


@case("process.arguments.containers-arrive", "PROCESS-ARGUMENTS-ARRIVE")
def arguments_containers():
    table = {"one": [1], "three": [1, 2, 3], "none": []}
    check_equal(exitcode_of(expect_containers, table, (None, {4}), kwargs={"named": "text"}), yes, "exitcode")


def expect_points(point, line):
    answer(point == Point(1.5, -2) and len(line) == 2 and line[1] == Point(3, 4))


@case("process.arguments.user-types-arrive", "PROCESS-ARGUMENTS-USER-TYPES")
def arguments_user_types():
    check_equal(exitcode_of(expect_points, Point(1.5, -2), [Point(1, 2), Point(3, 4)]), yes, "exitcode")


def expect_a_megabyte(text):
    answer(text == pattern(1_000_000))


@case("process.arguments.a-megabyte-arrives", "PROCESS-ARGUMENTS-LARGE")
def arguments_large():
    check_equal(exitcode_of(expect_a_megabyte, pattern(1_000_000)), yes, "exitcode")


def clear(numbers):
    full = len(numbers)
    numbers.clear()
    sys.exit(10 + full)


@case("process.arguments.are-copies", "PROCESS-ARGUMENTS-COPIED")
def arguments_copied():
    numbers = [1, 2, 3]
    process = child(clear, numbers)
    numbers.append(4)  # after the start: the child has what there was then
    process.join()
    check_equal(process.exitcode, 13, "exitcode")
    check_equal(numbers, [1, 2, 3, 4])
    later = mp.Process(target=clear, args=(numbers,))
    numbers.append(5)  # before the start, but after the process was made
    later.start()
    later.join()
    check_equal(later.exitcode, 14, "exitcode of one that was made before its argument grew")


class Adder:
    def __init__(self, summand):
        self.summand = summand

    def __call__(self, value):
        sys.exit(value + self.summand)


def multiply(left, right):
    sys.exit(left * right)


@case("process.target.may-be-a-function", "PROCESS-TARGET-KINDS")
def target_function():
    check_equal(exitcode_of(multiply, 6, 7), 42, "exitcode")


@case("process.target.may-be-an-object-with-state", "PROCESS-TARGET-KINDS")
def target_object():
    check_equal(exitcode_of(Adder(30), 7), 37, "exitcode")


@case("process.target.may-capture-under-fork", "PROCESS-TARGET-CAPTURES-FORK", only=("fork",))
def target_captures():
    text = pattern(100)
    check_equal(exitcode_of(lambda: answer(text == pattern(100))), yes, "exitcode")
