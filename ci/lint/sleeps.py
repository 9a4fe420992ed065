# SPDX-License-Identifier: BSL-1.0
"""No case and no contract test may synchronize by sleeping: on a slow target that is a wrong answer."""

import re

SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\(")


def check(tree):
    """Yields (path, line, message)."""
    for folder in ("conformance/cases/", "platform/contract/"):
        for path in tree.files((".cpp", ".hpp"), folder):
            for number, line in enumerate(tree.lines(path), 1):
                if SLEEP.search(line.split("//")[0]):
                    yield path, number, "sleeps: wait for what the other process says instead"
