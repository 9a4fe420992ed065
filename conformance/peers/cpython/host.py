#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A host of the conformance suite: its cases run against Python's own multiprocessing.

  host.py --list                                   the host, its variants and its cases, as JSON Lines
  host.py --facts                                  what this Python found of the system, as JSON Lines
  host.py --case ID --variant V --control FOLDER   runs one case once, in this process

PROCPORT_PYTHON names another Python than that of the first line.
Exit codes of --case: 0 pass or observed, 1 fail, 2 unsupported or untested, 3 broken (also a wrong command line).
Protocol: conformance/README.md.
"""

import json
import os
import platform
import subprocess
import sys

# The folder of the sources stays as it is: no process of a case writes compiled modules into it.
sys.dont_write_bytecode = True
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

import facts
import registry
import running

BROKEN = running.CODES["broken"]


def write(lines, end):
    lines = list(lines)
    for line in lines:
        print(json.dumps(line))
    print(json.dumps({"type": "end", end: sum(line["type"] != "host" for line in lines)}), flush=True)
    return 0


def listing():
    yield {
        "type": "host",
        "protocol": 1,
        "name": platform.python_implementation().lower(),
        "version": platform.python_version(),
        "language": "Python",
        "compiler": platform.python_compiler(),
        "variants": registry.variants(),
    }
    for case in registry.all_cases():
        yield {
            "type": "case",
            "id": case.id,
            "title": case.title,
            "requirements": case.requirements,
            "source": {"file": case.file, "line": case.line},
            "start_methods": case.start_methods,
            "limit_ms": case.limit_ms,
        }


def complain(what):
    print("host.py: %s\nTry host.py --help." % what, file=sys.stderr)
    return BROKEN


def run(options):
    for name in ("--case", "--variant", "--control"):
        if name not in options:
            return complain(name + " is missing")
    case = registry.find(options["--case"])
    if case is None:
        return complain("there is no case %s; --list names them" % options["--case"])
    variant = [each for each in registry.variants() if each["id"] == options["--variant"]]
    if not variant:
        known = " ".join(each["id"] for each in registry.variants())
        return complain("there is no variant %s; there are %s" % (options["--variant"], known))
    return running.run_case(case, variant[0], options["--control"])


def main(words):
    if words in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    if words == ["--list"]:
        return write(listing(), "cases")
    if words == ["--facts"]:
        return write(facts.facts(), "facts")
    if not words or len(words) % 2 or set(words[::2]) - {"--case", "--variant", "--control"}:
        return complain("--list, --facts, --help, or --case with --variant and --control is needed")
    return run(dict(zip(words[::2], words[1::2])))


def change_python(words):
    """Goes on in the Python that PROCPORT_PYTHON names. The variable is taken away, so that this happens once."""
    wanted = os.environ.pop("PROCPORT_PYTHON", None)
    if not wanted:
        return
    command = [wanted, os.path.abspath(__file__), *words]
    if os.name == "nt":  # where exec makes another process, and the caller would see the end of this one
        sys.exit(subprocess.call(command))
    os.execv(wanted, command)


if __name__ == "__main__":
    change_python(sys.argv[1:])
    sys.exit(main(sys.argv[1:]))
