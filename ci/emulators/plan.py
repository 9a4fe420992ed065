# SPDX-License-Identifier: BSL-1.0
"""Writes the plan of target-session: the contract tests as ctest knows them, then the runner.

    plan.py BUILD JOB SCALE RUNNER [ARGUMENTS...]
"""

import json
import pathlib
import subprocess
import sys


def variable(test):
    """NAME=VALUE or NAME, from the form that CMake's ENVIRONMENT_MODIFICATION has."""
    for each in test.get("properties", []):
        if each["name"] == "ENVIRONMENT_MODIFICATION":
            (change,) = each["value"]
            name, _, operation = change.partition("=")
            verb, _, value = operation.partition(":")
            return {"set": f"{name}={value}", "unset": name}[verb]
    return ""


def limit(test, scale):
    return int(scale * next(each["value"] for each in test["properties"] if each["name"] == "TIMEOUT"))


def main(build, job, scale, *runner):
    shown = subprocess.run(
        ["ctest", "--test-dir", build, "--label-regex", "platform", "--show-only=json-v1"],
        check=True, capture_output=True, text=True)
    lines = []
    for test in json.loads(shown.stdout)["tests"]:
        lines.append([test["name"], str(limit(test, float(scale))), variable(test), *test["command"]])
    lines.append(["runner", "0", "", *runner])
    for word in (word for line in lines for word in line):
        if "\t" in word or "\n" in word:
            sys.exit(f"ci/on-target: a tab or a line end cannot be passed on: {word!r}")
    pathlib.Path(job).mkdir(parents=True, exist_ok=True)
    pathlib.Path(job, "plan").write_text("".join("\t".join(line) + "\n" for line in lines))


main(*sys.argv[1:])
