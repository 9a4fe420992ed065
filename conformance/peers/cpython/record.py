# SPDX-License-Identifier: BSL-1.0
"""The record of one run of one case: JSON Lines in the control folder."""

import json
import os
import threading

_file = None
_owner = None
_writing = threading.Lock()


def open_in(folder):
    """Names the file. It is opened anew for each line: no child inherits it, and no buffer holds a line at a crash."""
    global _file, _owner
    _file = os.path.join(os.path.abspath(folder), "case.jsonl")  # absolute, as a body may change the directory
    _owner = os.getpid()


def append(**line):
    """Writes one line, from the process of the case alone."""
    if _owner != os.getpid():
        raise RuntimeError("only the process of the case may write its record: children answer by exit code or queue")
    with _writing, open(_file, "ab") as out:
        out.write(json.dumps(line).encode("ascii") + b"\n")


def clean(text):
    """Text that any reader of JSON takes: half of a surrogate pair is none."""
    return str(text).encode("utf-8", "backslashreplace").decode("utf-8")
