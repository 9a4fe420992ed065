# SPDX-License-Identifier: BSL-1.0
"""The authentication key of a process."""

import multiprocessing as mp

from checks import check, check_equal, raises
from processes import answer, exitcode_of, yes
from registry import case


@case("authkey.main.is-random-and-stays", "AUTHKEY-RANDOM")
def random():
    key = bytes(mp.current_process().authkey)
    check(len(key) >= 16, "it has %d bytes" % len(key))
    check_equal(bytes(mp.current_process().authkey), key, "a second look")
    check(len(set(key)) > 4, "it is no random key: %r" % key)


def compare_key(key):
    answer(bytes(mp.current_process().authkey) == key)


def start_one_that_compares(key):
    answer(exitcode_of(compare_key, key) == yes)


@case("authkey.child.has-that-of-its-parent", "PROCESS-AUTHKEY")
def child_has_it():
    check_equal(exitcode_of(compare_key, bytes(mp.current_process().authkey)), yes, "exitcode")
    mp.current_process().authkey = b"set by hand"
    check_equal(exitcode_of(start_one_that_compares, b"set by hand"), yes, "exitcode of a grandchild")


@case("authkey.process.is-known-and-can-be-set", "PROCESS-AUTHKEY")
def can_be_set():
    before = bytes(mp.current_process().authkey)
    older = mp.Process(target=compare_key, args=(before,))
    mp.current_process().authkey = b"newer"
    check_equal(bytes(older.authkey), before, "key of a process that was made before")
    with_own = mp.Process(target=compare_key, args=(b"its own",))
    with_own.authkey = b"its own"
    for process in (older, with_own):
        process.start()
        process.join()
        check_equal(process.exitcode, yes, "exitcode")


@case("authkey.message.is-refused", "AUTHKEY-NOT-SENT")
def not_sent():
    reader, writer = mp.Pipe(False)
    with raises(TypeError, what="send() of a key"):
        writer.send(mp.current_process().authkey)
    writer.send(1)
    check_equal(reader.recv(), 1)  # and nothing was before it
    queue = mp.Queue()
    queue.put(mp.current_process().authkey)  # refused by the feeder's thread, where nobody is told
    queue.put(2)
    check_equal(queue.get(), 2)
