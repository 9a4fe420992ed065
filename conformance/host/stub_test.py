#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the suite on a host without any primitive: it must complete, say that nothing is supported, and why.

    stub_test.py PROCPORT HOST [EMULATOR...]    the words in front of PROCPORT where it is for another system
"""

import json
import pathlib
import subprocess
import sys
import tempfile


def main(procport, host, *emulator):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([*emulator, procport, "run", "--host", host, "-o", folder], stdout=subprocess.PIPE, text=True)
        document = json.loads((pathlib.Path(folder) / "result.json").read_text(encoding="utf-8"))
        report = subprocess.run([*emulator, procport, "report", folder, "-o", folder + "/report"], stdout=subprocess.DEVNULL)
    results = [result for case in document["cases"] for result in case["results"]]
    wrong = [result for result in results
             if result["verdict"] != "unsupported" or not result["reason"] or result["residue"]["state"] == "left"]
    expected = {
        "exit code 1: this target does not conform": run.returncode == 1,
        "a report": report.returncode == 0,
        "a complete and trusted run": document["run"]["complete"] and document["trust"]["trusted"],
        "the gate does-not-conform": document["run"]["gate"]["result"] == "does-not-conform",
        "results": len(results) > 100,
        "every result unsupported, with a reason, and nothing left": not wrong,
        "no strategy that works": all(fact["availability"] != "works" or fact["strategy"] == "polled"
                                      for fact in document["facts"]),
    }
    missing = [what for what, holds in expected.items() if not holds]
    for what in missing:
        print(f"expected, but not so: {what}")
    for result in wrong[:5]:
        print("for example:", json.dumps(result)[:500])
    if missing:
        print(run.stdout)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
