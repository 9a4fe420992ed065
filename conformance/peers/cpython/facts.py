# SPDX-License-Identifier: BSL-1.0
"""What this Python says of the system it runs on, and what it was built to use."""

import errno
import multiprocessing
import multiprocessing.connection
import multiprocessing.reduction
import os
import platform
import sys

import processes


def facts():
    """The records of --facts, without their end."""
    yield _fact("interpreter", platform.python_implementation().lower(), True, detail=" ".join(sys.version.split()))
    yield from _start_methods()
    yield from _semaphores()
    yield _probed("shared-memory", "named", "SharedMemory", _make_shared_memory)
    yield _fact("handle-passing", "sendmsg", multiprocessing.reduction.HAVE_SEND_HANDLE, "HAVE_SEND_HANDLE")
    default = multiprocessing.connection.default_family
    for family in ("AF_UNIX", "AF_INET", "AF_PIPE"):
        known = family in multiprocessing.connection.families
        yield _fact("listener", family, known, "multiprocessing.connection.families", selected=family == default)
    yield from _limits()


def _fact(primitive, strategy, works, call="", detail="", selected=None, error=None):
    availability = "works" if works else "refused" if error and error.errno else "absent"
    number = error.errno if error and error.errno else 0
    return {
        "type": "fact",
        "primitive": primitive,
        "strategy": strategy,
        "availability": availability,
        "call": call,
        "error": errno.errorcode.get(number, ""),
        "code": number,
        "detail": detail or ("" if works else str(error or "this Python does not have it")),
        "selected": bool(works) if selected is None else selected,
    }


def _probed(primitive, strategy, call, probe):
    """By trying: a module that can be imported proves nothing."""
    try:
        return _fact(primitive, strategy, True, call, detail=probe())
    except ImportError as error:
        return _fact(primitive, strategy, False, call, detail=str(error))
    except OSError as error:
        return _fact(primitive, strategy, False, call, error=error)


def _start_methods():
    known = multiprocessing.get_all_start_methods()
    default = multiprocessing.get_context().get_start_method()
    for method in ("fork", "spawn", "forkserver"):
        yield _fact("start-method", method, method in known, "get_all_start_methods", selected=method == default)


def _make_semaphore():
    from _multiprocessing import SemLock

    semaphore = SemLock(1, 1, 1, "/" + processes.private_name("f"), True)
    semaphore.acquire()
    semaphore.release()
    return ""


def _make_shared_memory():
    from multiprocessing.shared_memory import SharedMemory

    block = SharedMemory(processes.private_name("f"), create=True, size=1)
    size = block.size
    block.close()
    block.unlink()
    return "one byte takes %d" % size


def _semaphores():
    yield _probed("semaphore", "named", "SemLock", _make_semaphore)
    try:
        from _multiprocessing import flags
    except ImportError:
        flags = {}
    # How Python was built. What is said to be broken it does without: macOS has no sem_getvalue.
    for name in ("HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"):
        has = flags.get(name) or os.name == "nt"
        yield _fact("semaphore", name.lower()[5:].replace("_", "-"), has, name, selected=False)
    for name in ("HAVE_BROKEN_SEM_GETVALUE", "HAVE_BROKEN_SEM_UNLINK"):
        yield _fact("semaphore", name.lower()[12:].replace("_", "-"), not flags.get(name), name, selected=False)


def _limit(name, value, unit, call):
    value = value if isinstance(value, int) and value >= 0 else None
    told = {"call": call, "error": "", "code": 0, "detail": ""}
    return {"type": "limit", "name": name, "value": value, "unit": unit, **told}


def _limits():
    try:
        from _multiprocessing import SemLock

        yield _limit("semaphore value", SemLock.SEM_VALUE_MAX, "units", "SEM_VALUE_MAX")
    except ImportError:
        pass
    yield _limit("processors", os.cpu_count(), "processors", "os.cpu_count")
    if hasattr(os, "sched_getaffinity"):
        yield _limit("usable processors", len(os.sched_getaffinity(0)), "processors", "os.sched_getaffinity")
