# SPDX-License-Identifier: BSL-1.0
"""Requirement ids: each is defined once and well formed, used by a case or untested with a reason, and never invented.
Hosts of other implementations name no others, and no more than the case of the same id in conformance/cases."""

import ast
import re

ID = re.compile(r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+){1,}$")
FIELD = re.compile(r'^(\w+)\s*=\s*(.*)$')
LEVELS = ("core", "extended", "optional", "open")
CASE = re.compile(r'MP_(?:QUEUE_)?CASE\(\s*"([^"]+)"\s*,\s*requires_\(([^)]*)\)', re.S)
CASE_ID = re.compile(r"^[a-z0-9_-]+(\.[a-z0-9_-]+){2,}$")
QUOTED = re.compile(r'"([^"]*)"')


def blocks(tree, path):
    """The [[requirement]] tables of a file, as (line, fields). Written for the plain form that the catalogue keeps to:
    one field a line, or an array that goes on over several."""
    line_of, fields, key = 0, None, None
    for number, line in enumerate(tree.lines(path), 1):
        if line.strip() == "[[requirement]]":
            if fields is not None:
                yield line_of, fields
            line_of, fields, key = number, {}, None
        elif fields is not None:
            match = FIELD.match(line)
            if match:
                key = match.group(1)
                fields[key] = match.group(2)
            elif key and line.strip() and not line.startswith("#"):
                fields[key] += " " + line.strip()
    if fields is not None:
        yield line_of, fields


def text(value):
    found = QUOTED.findall(value)
    return found[0] if found else ""


def peer_cases(tree, path):
    """The cases of a host in Python, as (line, id, requirements): functions under @case("id", "REQUIREMENT"...)."""
    for node in ast.walk(ast.parse("\n".join(tree.lines(path)), path)):
        for call in getattr(node, "decorator_list", []):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "case":
                words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
                yield call.lineno, str(words[0]) if words else "", words[1:]


def check_peers(tree, defined, shown):
    """What hosts in Python name, by the ids that are defined and by what each case of conformance/cases shows."""
    seen = {}
    for path in tree.files((".py",), "conformance/peers/"):
        peer = path.split("/")[2]
        for number, case, ids in peer_cases(tree, path):
            if not CASE_ID.match(case):
                yield path, number, f"the case id '{case}' is not of the form area.member.behaviour-in-words"
            if (peer, case) in seen:
                yield path, number, f"case {case} is there already in {seen[peer, case]}"
            seen[peer, case] = f"{path}:{number}"
            if not ids:
                yield path, number, f"case {case} names no requirement"
            for name in ids:
                if name not in defined:
                    yield path, number, f"case {case} names {name}, which no file in conformance/requirements defines"
                elif name not in shown.get(case, ids):
                    yield path, number, f"case {case} names {name}, which that of conformance/cases does not"


def check(tree):
    """Yields (path, line, message)."""
    defined, used, case_ids, shown = {}, {}, {}, {}
    dependencies = []
    for path in tree.files((".toml",), "conformance/requirements/"):
        for number, fields in blocks(tree, path):
            name = text(fields.get("id", ""))
            if not ID.match(name):
                yield path, number, f"the id '{name}' is not of the form AREA-SUBJECT-POINT"
                continue
            if name in defined:
                yield path, number, f"{name} is defined already in {defined[name][0]}:{defined[name][1]}"
                continue
            defined[name] = (path, number, "untested" in fields)
            for field in ("text", "source"):
                if not text(fields.get(field, "")):
                    yield path, number, f"{name} has no {field}"
            if text(fields.get("level", "")) not in LEVELS:
                yield path, number, f"{name} needs a level: one of {', '.join(LEVELS)}"
            dependencies += [(path, number, name, other) for other in QUOTED.findall(fields.get("depends_on", ""))]
    for path in tree.files((".cpp",), "conformance/cases/"):
        source = "\n".join(tree.lines(path))
        for match in CASE.finditer(source):
            number = source.count("\n", 0, match.start()) + 1
            case, ids = match.group(1), QUOTED.findall(match.group(2))
            if not CASE_ID.match(case):
                yield path, number, f"the case id '{case}' is not of the form area.member.behaviour-in-words"
            if case in case_ids:
                yield path, number, f"case {case} is there already in {case_ids[case]}"
            case_ids[case] = f"{path}:{number}"
            shown[case] = ids
            if not ids:
                yield path, number, f"case {case} names no requirement"
            for name in ids:
                used.setdefault(name, (path, number))
                if name not in defined:
                    yield path, number, f"case {case} names {name}, which no file in conformance/requirements defines"
    yield from check_peers(tree, defined, shown)
    for path, number, name, other in dependencies:
        if other not in defined:
            yield path, number, f"{name} depends on {other}, which is not defined"
    for name, (path, number, untested) in defined.items():
        if untested and name in used:
            yield path, number, f"{name} is called untested, but {used[name][0]}:{used[name][1]} has a case for it"
        if not untested and name not in used:
            yield path, number, f"{name} has no case, and no line untested = \"reason\""
