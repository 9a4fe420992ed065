# SPDX-License-Identifier: BSL-1.0
"""Each source says its licence and what it is for, in its first lines, and header guards are the short form."""

SOURCES = (".cpp", ".hpp", ".h")
MARK = "SPDX-License-Identifier: BSL-1.0"


def check(tree):
    """Yields (path, line, message)."""
    for path in tree.files(SOURCES):
        lines = tree.lines(path)
        if not lines or MARK not in lines[0]:
            yield path, 1, f"the first line is not // {MARK}"
        elif len(lines) < 2 or not lines[1].startswith("// ") or len(lines[1].split()) < 3:
            yield path, 2, "the second line does not say what the file is for"
        if path.endswith((".hpp", ".h")) and "#pragma once" not in lines:
            yield path, 1, "no #pragma once"
    for path in tree.files((".py", ".cmake", "CMakeLists.txt")):
        lines = tree.lines(path)
        if lines and not any(MARK in line for line in lines[:2]):
            yield path, 1, f"no # {MARK} in the first two lines"
