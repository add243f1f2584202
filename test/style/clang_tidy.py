# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs clang-tidy on the files of the build.

    clang_tidy.py CLANG-TIDY SOURCES BUILD

A file that includes MLIR takes it 5 seconds and more, so those are checked only
where the environment has SNNC_TEST_FULL (scripts/test.sh --full). What was found
good is remembered in ~/.cache/snnc/clang-tidy, under a hash of the file, of all
project headers that it includes, of the configurations and of the command, all with
paths relative to the project, so that it is good in every clone.

Files are read without precompiled headers: they include what they use.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
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
        for folder in (root, root / "include", root / "runtime/include", build, file.parent):
            if (folder / name.decode()).is_file():
                headers(root, build, folder / name.decode(), found)
                break
    return found


def command(entry, relative=lambda text: text):
    """The compiler's, without precompiled headers."""
    words = iter(map(relative, shlex.split(entry["command"])))
    kept = []
    for word in words:
        if word == "-include-pch":
            next(words)
        elif word != "-Winvalid-pch":
            kept.append(word)
    return kept


def key(options, entry):
    def relative(text):
        return str(text).replace(str(options["build"]), "BUILD").replace(str(options["root"]), "ROOT")

    files = entry["files"]
    digest = hashlib.sha256(options["version"] + "\0".join(command(entry, relative)).encode())
    for folder in entry["path"].parents:
        if (folder / ".clang-tidy").is_file():
            digest.update((folder / ".clang-tidy").read_bytes())
    for file in sorted(files):
        digest.update(relative(file).encode() + b"\0" + files[file])
    return digest.hexdigest()


def check(options, entry):
    """Whether the file is good. If not, what clang-tidy says is printed."""
    file, stamp = entry["path"], options["stamps"] / key(options, entry)
    if stamp.exists():
        return True
    done = subprocess.run([options["tidy"], "--quiet", file, "--", *command(entry)[1:]],
                          cwd=options["build"], capture_output=True, text=True)
    if done.returncode:
        print(f"{file}: exit code {done.returncode}\n{done.stdout}{done.stderr}", flush=True)
        return False
    stamp.touch()
    return True


def stamps():
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "snnc/clang-tidy"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
    options = {"tidy": tidy, "root": root, "build": build, "stamps": stamps(),
               "version": subprocess.check_output([tidy, "--version"])}
    todo, left = [], 0
    for entry in entries(root, build):
        if os.environ.get("SNNC_TEST_FULL") or not any(map(MLIR.search, entry["files"].values())):
            todo.append(entry)
        else:
            left += 1
    if not todo:
        sys.exit(f"no file of {root} in {build}/compile_commands.json")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        problems = list(pool.map(lambda entry: check(options, entry), todo)).count(False)
    print(f"{len(todo)} files checked, {problems} with problems; "
          f"{left} left to scripts/test.sh --full")
    sys.exit(1 if problems else 0)


main()
