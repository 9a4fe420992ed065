# SPDX-License-Identifier: BSL-1.0
"""The cases of this host, one module of the folder cases for each area."""

import importlib
import multiprocessing
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
METHODS = ("fork", "spawn", "forkserver")

_cases = {}


class Case:
    def __init__(self, name, requirements, body, only, limit):
        self.id = name
        self.requirements = requirements
        self.body = body
        self.start_methods = list(only)
        self.limit_ms = int(limit * 1000)
        self.file = repository_path(body.__code__.co_filename)
        self.line = body.__code__.co_firstlineno

    @property
    def title(self):
        """The id in words, as the other hosts of the suite have it."""
        return re.sub("[-_]", " ", re.sub(r"\.(?=[^.]*$)", ": ", self.id)).replace(".", " ")


def case(name, *requirements, only=METHODS, limit=20.0):
    """Makes a function the body of the case `name`, which shows these requirements under these start methods. The limit
    is when the runner gives up, in seconds: a watchdog, not an expectation."""

    def register(body):
        if name in _cases:
            raise ValueError("case %s is there already" % name)
        _cases[name] = Case(name, list(requirements), body, only, limit)
        return body

    return register


def repository_path(file):
    """A path as a report shows it."""
    return "conformance/peers/cpython/" + os.path.relpath(os.path.abspath(file), HERE).replace(os.sep, "/")


def variants():
    """One for each start method that this Python has."""
    found = [method for method in METHODS if method in multiprocessing.get_all_start_methods()]
    return [{"id": method + "-cpython", "start_method": method, "profile": "cpython"} for method in found]


def all_cases():
    """Every case, by its id."""
    for area in _areas():
        importlib.import_module("cases." + area)
    return [_cases[name] for name in sorted(_cases)]


def find(name):
    """One case, or None. Most are in a module that is called as their id begins: then no other is read."""
    for area in _areas():
        if (area + "_").startswith(name.split(".")[0] + "_"):
            importlib.import_module("cases." + area)
    if name not in _cases:
        all_cases()
    return _cases.get(name)


def _areas():
    return sorted(name[:-3] for name in os.listdir(os.path.join(HERE, "cases")) if re.match(r"[a-z]\w*\.py$", name))
