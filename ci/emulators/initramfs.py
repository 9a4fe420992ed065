# SPDX-License-Identifier: BSL-1.0
"""Packs files into the archive that a Linux kernel unpacks as its first file system (the "newc" format of cpio).

    initramfs.py OUTPUT --init PROGRAM --job FOLDER [--modules TREE NAME,NAME...] FILE-OR-FOLDER...

Each file keeps its absolute path; /init and /job are links to the two that are named. Of the kernel modules, those that
exist in TREE and what they need go to JOB/modules, numbered in the order in which they are loaded.
"""

import argparse
import gzip
import pathlib
import re
import stat


class Archive:
    def __init__(self, file):
        self.file, self.number, self.folders = file, 0, set()

    def entry(self, name, mode, data=b""):
        self.number += 1
        encoded = str(name).lstrip("/").encode() + b"\0"
        fields = [self.number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + encoded
        self.file.write(head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4))

    def folder(self, path):
        for each in [*reversed(path.parents), path]:
            if each != each.parent and each not in self.folders:
                self.folders.add(each)
                self.entry(each, stat.S_IFDIR | 0o755)

    def add(self, path, data, mode=0o755):
        self.folder(path.parent)
        self.entry(path, stat.S_IFREG | mode, data)

    def link(self, path, target):
        self.entry(path, stat.S_IFLNK | 0o777, str(target).encode())

    def close(self):
        self.entry("TRAILER!!!", 0)


def needed(module):
    """The names in a module's own record of what it depends on (modinfo's "depends")."""
    found = re.search(rb"\0depends=([^\0]*)\0", module.read_bytes())
    return [name for name in found.group(1).decode().split(",") if name] if found else []


def in_order(tree, names):
    """Files of modules, each after what it needs. What has no file is part of the kernel."""
    files = {file.stem.replace("-", "_"): file for file in pathlib.Path(tree).rglob("*.ko")}
    done = []

    def visit(name):
        file = files.get(name.replace("-", "_"))
        if file and file not in done:
            for other in needed(file):
                visit(other)
            done.append(file)

    for name in names:
        visit(name)
    return done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--init", type=pathlib.Path, required=True)
    parser.add_argument("--job", type=pathlib.Path, required=True)
    parser.add_argument("--modules", nargs=2, metavar=("TREE", "NAMES"))
    parser.add_argument("content", nargs="+", type=pathlib.Path)
    wanted = parser.parse_args()
    with gzip.open(wanted.output, "wb", compresslevel=1) as file:
        archive = Archive(file)
        files = {wanted.init}
        for path in wanted.content:
            files.update(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else files.add(path)
        for each in sorted(files):
            archive.add(each, each.read_bytes())
        if wanted.modules:
            for number, module in enumerate(in_order(wanted.modules[0], wanted.modules[1].split(","))):
                archive.add(wanted.job / "modules" / f"{number:02}-{module.name}", module.read_bytes())
        archive.link("/init", wanted.init)
        archive.link("/job", wanted.job)
        archive.close()


main()
