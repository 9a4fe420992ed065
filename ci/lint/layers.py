# SPDX-License-Identifier: BSL-1.0
"""Who may include whom: the table of CONTRIBUTING.md as data, and the check."""

import re

STANDARD = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes climits
    clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal cstdarg cstddef cstdint
    cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem format forward_list fstream
    functional future initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory
    memory_resource mutex new numbers numeric optional ostream queue random ranges ratio regex scoped_allocator
    semaphore set shared_mutex source_location span sstream stack stdexcept stop_token streambuf string string_view
    syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray
    variant vector version""".split()
)

# Prefixes of what a file may include, by where the file is. The first row whose prefix fits decides.
# "standard" is the C++ library, "os" is everything that no other word covers.
RULES = [
    ("platform/include/", ["standard", "platform/"]),
    ("platform/contract/", ["standard", "platform/", "boost/test/"]),
    ("platform/common/", ["standard", "platform/"]),
    ("platform/", ["standard", "platform/", "os"]),
    ("reference/include/", ["standard", "cereal/", "multiprocessing/"]),
    ("reference/src/", ["standard", "cereal/", "multiprocessing/", "reference/src/", "platform/", "boost/"]),
    ("reference/tests/", ["standard", "cereal/", "multiprocessing/", "reference/", "platform/", "boost/"]),
    ("conformance/cases/", ["standard", "cereal/", "multiprocessing/", "conformance/host/", "conformance/cases/", "boost/test/"]),
    ("conformance/host/", ["standard", "cereal/", "multiprocessing/", "conformance/host/", "boost/"]),
    ("conformance/runner/contain_", ["standard", "conformance/runner/", "boost/", "os"]),
    ("conformance/runner/", ["standard", "conformance/runner/", "reports/", "boost/", "toml++/", "CLI/", "openssl/"]),
    ("conformance/selftest/", ["standard", "conformance/selftest/", "os"]),
    ("stress/", ["standard", "cereal/", "multiprocessing/", "stress/", "CLI/"]),
    ("reports/", ["standard", "reports/", "boost/", "toml++/"]),
]
SOURCES = (".cpp", ".hpp", ".h")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
KNOWN = ["platform/", "multiprocessing/", "reference/", "conformance/", "reports/", "stress/", "boost/", "cereal/",
         "toml++/", "CLI/", "openssl/"]


def kind(target, allowed):
    """The word of the table that covers an include, or None if none of the allowed ones does."""
    if target in STANDARD:
        return "standard"
    for prefix in allowed:
        if target.startswith(prefix):
            return prefix
    if "os" in allowed and not any(target.startswith(prefix) for prefix in KNOWN):
        return "os"
    return None


def family(path):
    """The platform family that a file belongs to, or None."""
    parts = path.split("/")
    return parts[1] if parts[0] == "platform" and len(parts) > 2 and parts[1] not in ("include", "common") else None


def check(tree):
    """Yields (path, line, message) for each include that its folder may not have."""
    for path in tree.files(SOURCES):
        allowed = next((row[1] for row in RULES if path.startswith(row[0])), None)
        if allowed is None:
            yield path, 1, "no rule says what this folder may include: add a row to ci/lint/layers.py"
            continue
        folder = path.rsplit("/", 1)[0]
        for number, line in enumerate(tree.lines(path), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, target = match.groups()
            if quote == '"' and tree.exists(f"{folder}/{target}"):
                target = f"{folder}/{target}"
            own = family(path)
            other = family(target)
            if other and other != own:
                yield path, number, f"a family includes another family: {target}"
            elif own and other == own:
                continue
            elif kind(target, allowed) is None:
                yield path, number, f"may not include {target} (allowed: {', '.join(allowed)})"
