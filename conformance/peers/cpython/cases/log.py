# SPDX-License-Identifier: BSL-1.0
"""The logger of the package: levels, lines, and what children have of it."""

import logging
import multiprocessing as mp
import os
import sys

from checks import check, check_equal
from processes import answer, exitcode_of, yes
from registry import case


def stderr_to_file():
    sys.stderr = open("log.txt", "a")


def written():
    """What was written since the last time, without the lines of the package itself."""
    with open("log.txt") as text:
        lines = [line for line in text if "mine:" in line]
    os.remove("log.txt")
    return "".join(lines)


def tell_three():
    stderr_to_file()
    log = mp.log_to_stderr(logging.INFO)
    log.debug("mine: not told")
    log.info("mine: told")
    log.error("mine: told as well")


@case("log.level.lets-through-what-is-as-bad-or-worse", "LOG-LEVEL", "LOG-FORMAT")
def level():
    check_equal(exitcode_of(tell_three, name="Teller"), 0, "exitcode")
    check_equal(written(), "[INFO/Teller] mine: told\n[ERROR/Teller] mine: told as well\n")


def compare_level(expected):
    answer(mp.get_logger().getEffectiveLevel() == expected)


@case("log.level.is-that-of-the-parent-in-a-child", "LOG-INHERITED")
def inherited():
    log = mp.get_logger()
    check_equal(log.getEffectiveLevel(), logging.WARNING, "level")
    for number in (10, 40):
        log.setLevel(number)
        check_equal(exitcode_of(compare_level, number), yes, "exitcode")


def write_below():
    # The handler was made before this ran, with the stream that there was.
    for handler in mp.get_logger().handlers:
        handler.setStream(open("log.txt", "a"))
    mp.get_logger().debug("mine: from below")


def log_and_start():
    mp.log_to_stderr(logging.DEBUG)
    answer(exitcode_of(write_below, name="Grandchild") == 0)


@case("log.stderr.children-write-to-it-as-well", "LOG-INHERITED", "LOG-FORMAT")
def children_write():
    check_equal(exitcode_of(log_and_start), yes, "exitcode")
    check_equal(written(), "[DEBUG/Grandchild] mine: from below\n")


def warn():
    stderr_to_file()
    log = mp.get_logger()
    log.setLevel(logging.DEBUG)
    log.info("mine: not told")
    log.warning("mine: told")
    log.addHandler(logging.NullHandler())
    log.warning("mine: for the handler")


@case("log.stderr.has-warnings-that-nobody-handles", "LOG-LAST-RESORT")
def last_resort():
    check_equal(exitcode_of(warn), 0, "exitcode")
    text = written()
    check(text.endswith("mine: told\n") and text.count("\n") == 1, "written: %r" % text)
