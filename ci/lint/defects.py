# SPDX-License-Identifier: BSL-1.0
"""Defects of conformance/broken: the table of the interposer and defects.toml hold the same ids, each once, and what a
defect is said to break are requirements."""

import re

from requirements import blocks, text

TABLE = "conformance/broken/interposer/defect_table.hpp"
DEFECTS = "conformance/broken/defects.toml"
ROW = re.compile(r'^\s*\{"([^"]*)"')
ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
FIELD = re.compile(r"^(\w+)\s*=\s*(.*)$")
QUOTED = re.compile(r'"([^"]*)"')
NEEDED = ("id", "family", "text", "breaks")


def tables(tree):
    """The [[defect]] tables as (line, fields), one field a line."""
    line_of, fields = 0, None
    for number, line in enumerate(tree.lines(DEFECTS), 1):
        match = FIELD.match(line)
        if line.strip() == "[[defect]]":
            if fields is not None:
                yield line_of, fields
            line_of, fields = number, {}
        elif fields is not None and match:
            fields[match.group(1)] = match.group(2)
    if fields is not None:
        yield line_of, fields


def check(tree):
    """Yields (path, line, message)."""
    if not tree.exists(DEFECTS):
        return
    rows = {}
    for number, line in enumerate(tree.lines(TABLE), 1):
        match = ROW.match(line)
        if match:
            if match.group(1) in rows:
                yield TABLE, number, f"{match.group(1)} is there already"
            rows[match.group(1)] = number
    defined = {text(fields.get("id", ""))
               for path in tree.files((".toml",), "conformance/requirements/") for _, fields in blocks(tree, path)}
    told = set()
    for number, fields in tables(tree):
        name = text(fields.get("id", ""))
        if not ID.match(name):
            yield DEFECTS, number, f"the id '{name}' is not of the form words-in-small-letters"
        if name in told:
            yield DEFECTS, number, f"{name} is there already"
        told.add(name)
        if name not in rows:
            yield DEFECTS, number, f"{name} is not in {TABLE}"
        for field in NEEDED:
            if not QUOTED.findall(fields.get(field, "")):
                yield DEFECTS, number, f"{name} has no {field}"
        for broken in QUOTED.findall(fields.get("breaks", "")):
            if broken not in defined:
                yield DEFECTS, number, f"{name} breaks {broken}, which no file in conformance/requirements defines"
    for name in sorted(rows.keys() - told):
        yield TABLE, rows[name], f"{name} is not in {DEFECTS}"
