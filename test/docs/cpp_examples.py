# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles the blocks marked `cpp` of a document, each as the body of a function
behind snnc's public headers.

    cpp_examples.py DOCUMENT INCLUDE-FOLDER OUTPUT.cpp
"""

import pathlib
import re
import subprocess
import sys

BLOCK = re.compile(r"^```cpp\n(.*?)^```", re.MULTILINE | re.DOTALL)


def main():
    document, include, source = map(pathlib.Path, sys.argv[1:])
    headers = sorted(path.name for path in (include / "snnc").glob("*.h"))
    blocks = BLOCK.findall(document.read_text())
    text = "".join(f'#include "snnc/{name}"\n' for name in headers)
    text += "using namespace snnc;\n"
    for number, block in enumerate(blocks):
        text += f"void example{number}() {{\n{block}}}\n"
    source.write_text(text)
    flags = subprocess.run(["llvm-config", "--cppflags"], check=True, capture_output=True,
                           text=True).stdout.split()
    subprocess.run(["c++", "-std=c++17", "-fsyntax-only", f"-I{include}", *flags, source],
                   check=True)
    print(f"{len(blocks)} examples compile")


main()
