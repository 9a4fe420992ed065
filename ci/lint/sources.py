# SPDX-License-Identifier: BSL-1.0
"""Sources of the catalogue, conformance/sources: each item has an id of its own and says in one of three ways what became
of it, and the requirements that it names are defined."""

import re

from requirements import blocks, text

BELOW = "conformance/sources/"
FIELD = re.compile(r'^(\w+)\s*=\s*("[^"]*"|\["[^"]*"(?:, "[^"]*")*\])\s*$')
QUOTED = re.compile(r'"([^"]*)"')
MEMBERS = ("id", "text", "requirements", "fact", "reason")


def items(tree, path):
    """The [[item]] tables of a file as (line, fields), where one field is one line; what is above them is the first.
    A line that is neither a field nor empty nor a comment is a field without a name."""
    line_of, fields = 1, {}
    for number, line in enumerate(tree.lines(path), 1):
        match = FIELD.match(line)
        if line == "[[item]]":
            yield line_of, fields
            line_of, fields = number, {}
        elif match:
            fields[match.group(1)] = match.group(2)
        elif line and not line.startswith("#"):
            fields[""] = number
    yield line_of, fields


def check_item(name, fields, defined):
    """The messages about one item."""
    if not text(fields.get("text", "")):
        yield f"{name} has no text"
    stated = QUOTED.findall(fields.get("requirements", ""))
    answered = stated or text(fields.get("fact", ""))
    if not answered and not text(fields.get("reason", "")):
        yield f"{name} has neither requirements nor a fact nor a reason why not"
    if answered and "reason" in fields:
        yield f"{name} has a reason why it is nowhere, and says where it is"
    for requirement in stated:
        if requirement not in defined:
            yield f"{name} names {requirement}, which no file in conformance/requirements defines"
    for member in fields:
        if member and member not in MEMBERS:
            yield f"{name} has a member '{member}', and may have {', '.join(MEMBERS)}"


def check(tree):
    """Yields (path, line, message)."""
    defined = {text(fields.get("id", ""))
               for path in tree.files((".toml",), "conformance/requirements/") for _, fields in blocks(tree, path)}
    for path in tree.files((".toml",), BELOW):
        told = {}
        for place, (number, fields) in enumerate(items(tree, path)):
            if "" in fields:
                yield path, fields[""], "this is no field that fits on its line"
            if place == 0:
                if not text(fields.get("source", "")):
                    yield path, number, "there is no source above the first item"
                continue
            name = text(fields.get("id", ""))
            if not name:
                yield path, number, "an item has no id"
                name = "it"
            elif name in told:
                yield path, number, f"{name} is there already in line {told[name]}"
            told.setdefault(name, number)
            for message in check_item(name, fields, defined):
                yield path, number, message
