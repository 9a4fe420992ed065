#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the lints over a source tree, or proves on the fixtures that each of them can fail.

    ci/lint/run.py [ROOT]       prints path:line: message for each finding; exit code 1 if there is any
    ci/lint/run.py --self-test  every fixture in ci/lint/fixtures must give just the findings in its expected.txt
"""

import os
import sys

sys.dont_write_bytecode = True

import conditionals
import defects
import heads
import layers
import requirements
import sleeps
import sources

CHECKS = {"layers": layers, "conditionals": conditionals, "requirements": requirements, "heads": heads, "sleeps": sleeps,
          "defects": defects, "sources": sources}
SKIPPED = {"build", "out", ".git", "fixtures", "node_modules", "__pycache__"}


class Tree:
    """The files below a root, by paths relative to it."""

    def __init__(self, root):
        self.root = root
        self.paths = []
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(name for name in folders if name not in SKIPPED)
            self.paths += [os.path.relpath(os.path.join(folder, name), root) for name in sorted(names)]

    def files(self, endings, below=""):
        return [path for path in self.paths if path.startswith(below) and path.endswith(endings)]

    def lines(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read().splitlines()

    def exists(self, path):
        return os.path.isfile(os.path.join(self.root, path))


def findings(tree, checks):
    return sorted(f"{path}:{line}: {message}" for check in checks for path, line, message in check.check(tree))


def self_test(here):
    """Fixture folders are named CHECK-what; each holds a small tree and the findings that it must give."""
    wrong, proven = 0, set()
    fixtures = os.path.join(here, "fixtures")
    for name in sorted(os.listdir(fixtures)):
        check = name.split("-")[0]
        with open(os.path.join(fixtures, name, "expected.txt"), encoding="utf-8") as file:
            expected = file.read().splitlines()
        found = findings(Tree(os.path.join(fixtures, name, "tree")), [CHECKS[check]])
        if found == expected:
            proven.update([check] if expected else [])
            continue
        wrong += 1
        print(f"fixture {name}: the findings differ")
        print("\n".join([f"  missing: {line}" for line in expected if line not in found]
                        + [f"  not expected: {line}" for line in found if line not in expected]))
    for check in sorted(CHECKS.keys() - proven):
        wrong += 1
        print(f"no fixture shows that the lint '{check}' can fail")
    return wrong


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    if arguments == ["--self-test"]:
        return 1 if self_test(here) else 0
    if any(argument.startswith("-") for argument in arguments) or len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    found = findings(Tree(arguments[0] if arguments else os.path.dirname(os.path.dirname(here))), CHECKS.values())
    print("\n".join(found) if found else "lint: nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
