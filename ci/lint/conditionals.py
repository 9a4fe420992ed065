# SPDX-License-Identifier: BSL-1.0
"""How much the code may ask which system it is on: nothing above the platform layer, and a budget inside it."""

import re

SYSTEM = re.compile(
    r"\b(_WIN32|_WIN64|__linux__|__linux|linux|__APPLE__|__MACH__|__FreeBSD__|__OpenBSD__|__NetBSD__|__DragonFly__"
    r"|__unix__|__CYGWIN__|__ANDROID__|__sun|__HAIKU__|__GLIBC__|__MINGW32__|__MINGW64__)\b"
)
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef)\b(.*)")
SOURCES = (".cpp", ".hpp", ".h")

# The platform layer may have this many in all. Families are chosen by the build and strategies by probes, so a new one
# needs a reason good enough to raise the number in the same change.
BUDGET = 5


def allowed(path):
    return path.startswith("platform/") or path.startswith("conformance/runner/contain_")


def check(tree):
    """Yields (path, line, message) for each conditional that names a system where none may, or above the budget."""
    used = 0
    for path in tree.files(SOURCES):
        for number, line in enumerate(tree.lines(path), 1):
            match = CONDITIONAL.match(line)
            if not match or not SYSTEM.search(match.group(2)):
                continue
            if not allowed(path):
                yield path, number, f"names a system outside platform/: {line.strip()}"
                continue
            used += 1
            if used > BUDGET:
                yield path, number, f"conditional {used} of {BUDGET} in the platform layer: {line.strip()}"
