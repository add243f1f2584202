# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

# How lit runs the tests of this folder; lit.site.cfg.py, which CMake writes,
# says where the build is.

import hashlib
import os
import pathlib
import platform
import shutil

import lit.formats

config.name = "snnc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".json", ".test"]
config.excludes = ["Inputs", "crashes", "unit", "package"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.snnc_build_dir, "test")

config.environment["PATH"] = os.pathsep.join(
    [config.snnc_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
)
# Projects that tests build with CMake need no make.
config.environment["CMAKE_GENERATOR"] = "Ninja"
# A variable of one CHECK-LABEL block is no variable of the next.
config.environment["FILECHECK_OPTS"] = "-enable-var-scope"
# Asks some tests for more than they do by default; lit passes on no variable by itself.
if full := os.environ.get("SNNC_TEST_FULL"):
    config.environment["SNNC_TEST_FULL"] = full

# JAX compiles small programs that run for a moment, and what it compiled once it finds
# again: in a folder for processors like this one. With SNNC_TEST_FULL it compiles anew.
config.environment["JAX_PLATFORMS"] = "cpu"
cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "snnc"
cpuinfo = pathlib.Path("/proc/cpuinfo")
if not full and cpuinfo.exists():
    described = {line for line in cpuinfo.read_text().splitlines()
                 if line.startswith(("model name", "flags"))}
    processor = hashlib.sha256("\n".join(sorted(described)).encode()).hexdigest()[:16]
    config.environment["JAX_COMPILATION_CACHE_DIR"] = str(cache / "jax" / processor)
    config.environment["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    config.environment["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"

unless_unchanged = [config.python, f"{config.test_source_root}/unless_unchanged.py", cache / "tests",
                    *(f"{config.snnc_tools_dir}/{tool}" for tool in ("snnc", "snn-opt")), "--"]
for name, value in [
    # Before the command of a long test.
    ("%unless_unchanged", " ".join(map(str, unless_unchanged))),
    ("%snnc", "snnc"),
    ("%source_dir", config.snnc_source_dir),
    ("%build_dir", config.snnc_build_dir),
    ("%python", config.python),
]:
    config.substitutions.append((name, value))

# Programs for other processors run in an emulator, where there is one.
config.available_features.add(platform.machine())
for emulator in ["qemu-x86_64", "qemu-aarch64"]:
    if shutil.which(emulator):
        config.available_features.add(emulator)
for compiler in ["aarch64-linux-gnu-gcc"]:
    if shutil.which(compiler):
        config.available_features.add(compiler)

# A copy of SNNAX's sources, for the test that runs its own classes: pip's release
# cannot be imported.
if source := os.environ.get("SNNAX_SOURCE"):
    config.available_features.add("snnax")
    config.substitutions.append(("%snnax", source))
