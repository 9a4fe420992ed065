# SPDX-License-Identifier: BSL-1.0
"""No case and no contract test may synchronize by sleeping: on a slow target that is a wrong answer."""

import re

SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(")


def check(tree):
    """Yields (path, line, message)."""
    paths = tree.files((".cpp", ".hpp"), "conformance/cases/") + tree.files((".cpp", ".hpp"), "platform/contract/")
    paths += [path for path in tree.files((".py",), "conformance/peers/") if "/cases/" in path]
    for path in paths:
        comment = "#" if path.endswith(".py") else "//"
        for number, line in enumerate(tree.lines(path), 1):
            if SLEEP.search(line.split(comment)[0]):
                yield path, number, "sleeps: wait for what the other process says instead"
