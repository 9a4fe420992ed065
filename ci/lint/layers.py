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

# What a file may include, by where it is: prefixes of paths in the tree, or of library headers. The first row whose
# prefix fits decides. "standard" is the C++ library, "os" is everything that no other word covers.
LIBRARY = "reference/include/"
RULES = [
    ("platform/include/", ["standard", "platform/include/"]),
    # Signals that interrupt a wait, and limits that a process sets for itself, cannot be had from the standard library.
    *[(f"platform/contract/{name}.cpp", ["standard", "platform/include/", "platform/contract/", "boost/test/", "os"])
      for name in ("child_exit_posix", "launch_posix", "left_behind_posix", "limits_posix", "little_space_linux",
                   "name_tracker_posix", "signals_posix", "space_posix")],
    ("platform/contract/", ["standard", "platform/include/", "platform/contract/", "boost/test/"]),
    ("platform/common/", ["standard", "platform/include/", "platform/common/"]),
    ("platform/posix/hmac_openssl.cpp", ["standard", "platform/include/", "platform/common/", "openssl/", "os"]),
    ("platform/", ["standard", "platform/include/", "platform/common/", "os"]),
    (LIBRARY, ["standard", "cereal/", LIBRARY]),
    ("reference/src/", ["standard", "cereal/", LIBRARY, "reference/src/", "platform/include/", "boost/"]),
    ("reference/examples/", ["standard", "cereal/", "boost/container/", LIBRARY]),
    ("reference/tests/", ["standard", "cereal/", LIBRARY, "reference/", "platform/include/", "boost/"]),
    ("conformance/cases/", ["standard", "cereal/", LIBRARY, "conformance/host/", "conformance/cases/", "boost/test/"]),
    ("conformance/host/", ["standard", "cereal/", LIBRARY, "conformance/host/", "boost/"]),
    ("conformance/runner/contain_", ["standard", "conformance/runner/", "boost/", "os"]),
    ("conformance/runner/digest_", ["standard", "conformance/runner/", "openssl/", "os"]),
    ("conformance/runner/", ["standard", "conformance/runner/", "reports/", "boost/", "toml++/", "CLI/"]),
    ("conformance/emulated/", ["standard", "conformance/emulated/", "toml++/", "os"]),
    ("conformance/broken/", ["standard", "conformance/broken/", "os"]),
    ("conformance/selftest/", ["standard", "conformance/selftest/", "os"]),
    ("stress/fuzz_", ["standard", "cereal/", LIBRARY, "reference/src/", "stress/"]),
    ("stress/", ["standard", "cereal/", LIBRARY, "stress/", "CLI/"]),
    ("reports/", ["standard", "reports/", "boost/", "toml++/"]),
    ("ci/emulators/", ["standard", "ci/emulators/", "os"]),
    ("ci/cross/", ["boost/"]),
    ("ci/compile-check.d/", ["standard", "os"]),
]
# A family may build on a more general one.
BUILDS_ON = {"linux": ["posix"], "bsd": ["posix"], "darwin": ["posix", "bsd"]}
# Where the build looks for what stands between quotes.
ROOTS = ["", "platform/include/", "platform/", LIBRARY, "reference/src/", "conformance/runner/"]
# Headers that the build writes.
GENERATED = {"build_paths.hpp", "suite_version.hpp"}
SOURCES = (".cpp", ".hpp", ".h")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
KNOWN = ["platform/", "reference/", "conformance/", "reports/", "stress/", "boost/", "cereal/", "toml++/", "CLI/", "openssl/"]


def resolve(tree, folder, target):
    """The path in the tree that an include means; the include itself if it is a library's or the system's header."""
    for root in [f"{folder}/", *ROOTS]:
        if tree.exists(root + target):
            return root + target
    if target.startswith("multiprocessing/"):
        return LIBRARY + target
    if target.startswith("platform/") and target.count("/") == 1:
        return f"platform/include/{target}"
    return target


def covered(target, allowed):
    """Whether a word of the table covers an include."""
    if target in STANDARD or target in GENERATED:
        return True
    if any(target.startswith(prefix) for prefix in allowed):
        return True
    return "os" in allowed and not any(target.startswith(prefix) for prefix in KNOWN)


def family(path):
    """The platform family that a file belongs to, or None."""
    parts = path.split("/")
    known = parts[0] == "platform" and len(parts) > 2 and parts[1] not in ("include", "common", "contract")
    return parts[1] if known else None


def check(tree):
    """Yields (path, line, message) for each include that its folder may not have."""
    for path in tree.files(SOURCES):
        allowed = next((row[1] for row in RULES if path.startswith(row[0])), None)
        if allowed is None:
            yield path, 1, "no rule says what this folder may include: add a row to ci/lint/layers.py"
            continue
        for number, line in enumerate(tree.lines(path), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = resolve(tree, path.rsplit("/", 1)[0], match.group(1))
            own, other = family(path), family(target)
            if other:
                if other != own and other not in BUILDS_ON.get(own, ()):
                    yield path, number, f"a family includes another family: {target}"
            elif not covered(target, allowed):
                yield path, number, f"may not include {target} (allowed: {', '.join(allowed)})"
