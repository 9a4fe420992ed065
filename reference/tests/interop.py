# SPDX-License-Identifier: BSL-1.0
"""Our Listener and Client against Python's, each way, over each family: the same bytes, the same handshake.

    interop.py PROGRAM VERSION        VERSION is 3 (whatever is there), 3.12, 3.13, ...

PROGRAM is reference-interop. Exit code 77 where this machine has no such Python.
"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = os.path.join(HERE, "interop_peer.py")
SKIPPED = 77
LIMIT = 120


def version_of(interpreter):
    """(3, 12) if the program is a Python that runs, else None: a shim on the PATH may stand for nothing."""
    ask = "import sys, multiprocessing.connection; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([interpreter, "-c", ask], capture_output=True, text=True, timeout=LIMIT)
    except OSError:
        return None
    return tuple(map(int, answer.stdout.split())) if answer.returncode == 0 else None


def find_interpreter(version):
    root = os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv"))
    candidates = [shutil.which(f"python{version}")]
    candidates += sorted(glob.glob(os.path.join(root, "versions", f"{version}.*", "bin", "python")), reverse=True)
    for candidate in filter(None, candidates):
        found = version_of(candidate)
        if found and (version == "3" or found == tuple(map(int, version.split(".")))):
            return candidate, found
    return None, None


def start(command):
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def converse(listening, connecting, address, keys):
    """Exit codes of both sides, and what they said on the error stream."""
    listener = start(listening(address, keys[0]))
    try:
        client = start(connecting(listener.stdout.readline().strip(), keys[1]))
        try:
            said = client.communicate(timeout=LIMIT)[1] + listener.communicate(timeout=LIMIT)[1]
        finally:
            client.kill()
    finally:
        listener.kill()
    return listener.returncode, client.returncode, said


def main():
    program, version = sys.argv[1], sys.argv[2]
    interpreter, found = find_interpreter(version)
    if interpreter is None:
        print(f"there is no Python {version} on this machine")
        return SKIPPED
    old = found < (3, 12)
    print(f"{interpreter}: Python {'.'.join(map(str, found))}, {'HMAC-MD5' if old else 'HMAC-SHA256'}")
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for family, address in ("AF_INET", "127.0.0.1:0"), ("AF_UNIX", os.path.join(folder, "socket")):

            def ours(role, allowed):
                return lambda where, key: [program, role, where, key] + (["md5"] if allowed else [])

            def theirs(role):
                return lambda where, key: [interpreter, PEER, role, family, where, key]

            same, different = ("a key", "a key"), ("a key", "another key")
            # An empty key is one, and the way of an old Python must be allowed by name.
            trials = [(old, same, 0), (old, ("", ""), 0), (old, different, 3)] + ([(False, same, 3)] if old else [])
            for allowed, keys, wanted in trials:
                for name, listening, connecting in (
                    ("Python connects", ours("listen", allowed), theirs("connect")),
                    ("Python listens", theirs("listen"), ours("connect", allowed)),
                ):
                    # A Listener with an empty key asks nobody for it in older versions (CPython, bpo-43952).
                    if keys == ("", "") and name == "Python listens" and found < (3, 13):
                        continue
                    *codes, said = converse(listening, connecting, address, keys)
                    good = codes == [wanted, wanted]
                    failures += not good
                    print(f"{'ok  ' if good else 'FAIL'} {family}, {name}, keys {keys}, md5 allowed: {allowed}: {codes}")
                    if not good:
                        print(said)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
