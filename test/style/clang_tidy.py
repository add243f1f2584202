# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy on the files of the build.

    clang_tidy.py CLANG-TIDY SOURCES BUILD

A file that includes MLIR takes it 5 seconds and more, so those are checked only
where the environment has SNNC_TEST_FULL (scripts/test.sh --full). What was found
good is remembered in BUILD/clang-tidy, under a hash of the file, of all project
headers that it includes, of the configuration and of the command.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(rb'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)
MLIR = re.compile(rb'#include "(mlir|dialect)/')


def headers(root, build, file, found):
    """The file and the project's own headers that it includes, in any depth."""
    if file in found:
        return found
    found[file] = file.read_bytes()
    for name in INCLUDE.findall(found[file]):
        for folder in (root, build, root / "runtime/include", file.parent):
            if (folder / name.decode()).is_file():
                headers(root, build, folder / name.decode(), found)
                break
    return found


def key(options, command, files):
    root = options["root"]
    digest = hashlib.sha256(options["version"] + command.encode())
    for config in (root / ".clang-tidy", root / "runtime/.clang-tidy"):
        digest.update(config.read_bytes())
    for file in sorted(files):
        digest.update(str(file).encode() + b"\0" + files[file])
    return digest.hexdigest()


def check(options, entry):
    """None if the file is good, what clang-tidy says if not."""
    file, files = entry["path"], entry["files"]
    stamp = options["stamps"] / key(options, entry["command"], files)
    if stamp.exists():
        return None
    done = subprocess.run([options["tidy"], "--quiet", "-p", options["build"], file],
                          capture_output=True, text=True)
    if done.returncode:
        return done.stdout + done.stderr
    stamp.write_text(str(file))
    return None


def entries(root, build):
    """One entry of the compilation database for each file of the project."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_bytes()):
        path = pathlib.Path(entry["directory"], entry["file"])
        if root in path.parents and build not in path.parents:
            files = headers(root, build, path, {})
            found[path] = {"path": path, "command": entry["command"], "files": files}
    return list(found.values())


def main():
    tidy, root, build = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
    options = {"tidy": tidy, "root": root, "build": build, "stamps": build / "clang-tidy",
               "version": subprocess.check_output([tidy, "--version"])}
    options["stamps"].mkdir(exist_ok=True)
    todo, left = [], 0
    for entry in entries(root, build):
        if os.environ.get("SNNC_TEST_FULL") or not any(map(MLIR.search, entry["files"].values())):
            todo.append(entry)
        else:
            left += 1
    if not todo:
        sys.exit(f"no file of {root} in {build}/compile_commands.json")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = [text for text in pool.map(lambda entry: check(options, entry), todo) if text]
    print("\n".join(problems))
    print(f"{len(todo)} files checked, {len(problems)} with problems; "
          f"{left} left to scripts/test.sh --full")
    sys.exit(1 if problems else 0)


main()
