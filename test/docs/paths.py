# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that what the documents name exists.

    paths.py SOURCES

- links to files;
- paths that begin with a folder of the repository, `*` and {a,b} expanded, seen
  from the root or from the document;
- names of .cpp, .td and .py files without a folder;
- in CONTRIBUTING.md, words of code in backquotes: some source file has them.
"""

import itertools
import pathlib
import re
import sys

SOURCES = (".cpp", ".h", ".td", ".c", ".hpp", ".py", ".txt", ".cmake", ".json", ".mlir", ".sh")
FOLDERS = "bench|cmake|compiler|dialect|docs|examples|runtime|scripts|test"
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PATH = re.compile(rf"(?<![\w/.$-])(?:{FOLDERS})/[\w./*{{}},-]*[\w/*}}]")
FILE = re.compile(r"(?<![\w/.-])\w+\.(?:cpp|td|py)\b")
CODE = re.compile(r"`([A-Za-z_]\w*(?:::\w+)*)`")


def tree(root):
    """The files of the repository, without what is built or installed in it."""
    tops = [path for path in root.iterdir()
            if not path.name.startswith((".git", ".venv", "build"))]
    return [file for top in tops for file in ([top] if top.is_file() else top.rglob("*"))
            if file.is_file() and "__pycache__" not in file.parts]


def expand(path):
    """The paths that a{b,c}d stands for."""
    parts = [part.split(",") for part in re.split(r"[{}]", path)]
    return ["".join(choice) for choice in itertools.product(*parts)]


def missing(root, document, files, texts):
    text = document.read_text()
    for link in LINK.findall(text):
        if not (document.parent / link).exists():
            yield f"link {link}"
    for path in PATH.findall(text):
        for each in expand(path.rstrip("./")):
            if not list(root.glob(each)) and not list(document.parent.glob(each)):
                yield each
    names = {file.name for file in files}
    for name in FILE.findall(text):
        if name not in names:
            yield name
    if document.name == "CONTRIBUTING.md":
        for name in CODE.findall(text):
            if not any(name.split("::")[-1] in source for source in texts):
                yield f"`{name}`"


def main():
    root = pathlib.Path(sys.argv[1])
    files = tree(root)
    texts = [file.read_text() for file in files if file.suffix in SOURCES]
    documents = [file for file in files if file.suffix == ".md"]
    problems = [f"{document.relative_to(root)}: there is no {what}" for document in documents
                for what in missing(root, document, files, texts)]
    print("\n".join(problems))
    print(f"{len(documents)} documents, {len(problems)} problems")
    sys.exit(1 if problems or not documents else 0)


main()
