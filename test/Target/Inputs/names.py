# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""names.py FOLDER RUNTIME: every header compiles, or a name in it was refused.

The names are asked of the compilers of this machine: what they define of themselves, and what
the headers define that the generated one includes; keywords, the C library and the runtime
come besides. No name is refused without need.
"""

import json
import pathlib
import re
import subprocess
import sys

C = ["c99", "gnu99", "c11", "gnu11", "c17", "gnu17", "gnu2x"]
CPP = ["c++17", "gnu++17", "c++20", "gnu++20", "gnu++2b"]
COMPILERS = [("gcc", "c", C), ("clang", "c", C), ("g++", "c++", CPP), ("clang++", "c++", CPP)]
INCLUDED = ["stddef", "stdint"]
# Of ISO C: what a program includes before the model's header as a rule.
STANDARD = ["assert", "complex", "ctype", "errno", "fenv", "float", "inttypes", "limits",
            "locale", "math", "setjmp", "signal", "stdarg", "stdbool", "stddef", "stdint",
            "stdio", "stdlib", "string", "time", "wchar", "wctype"]
KEYWORDS = """
    alignas alignof auto bool break case char const constexpr continue default do double else
    enum extern false float for goto if inline int long nullptr register restrict return short
    signed sizeof static static_assert struct switch thread_local true typedef typeof
    typeof_unqual union unsigned void volatile while _Alignas _Alignof _Atomic _BitInt _Bool
    _Complex _Decimal128 _Decimal32 _Decimal64 _Generic _Imaginary _Noreturn _Static_assert
    _Thread_local asm catch char16_t char32_t char8_t class co_await co_return co_yield concept
    const_cast consteval constinit decltype delete dynamic_cast explicit export friend mutable
    namespace new noexcept operator private protected public reinterpret_cast requires
    static_cast template this throw try typeid typename using virtual wchar_t and and_eq bitand
    bitor compl not not_eq or or_eq xor xor_eq""".split()
# With the standard's headers before it, too.
MACROS = """
    NULL EOF WEOF I errno stdin stdout stderr NAN INFINITY HUGE_VAL BUFSIZ EDOM ERANGE EILSEQ
    SIGINT SIGTERM SIG_DFL EXIT_FAILURE SEEK_SET INT8_MAX INT8_MIN UINT64_MAX SIZE_MAX
    PTRDIFF_MIN CHAR_BIT INT_MAX LONG_MIN FLT_MAX DBL_EPSILON LDBL_DIG FE_TONEAREST FP_NAN
    LC_ALL M_PI M_E RAND_MAX CLOCKS_PER_SEC PRId32 SCNu64 MB_CUR_MAX complex""".split()
# Functions, types, macros with arguments, and names of the header itself: all of them can be
# names of members.
FREE = """
    main exit printf memcpy memset assert offsetof isnan INT8_C size_t uint32_t state in out
    steps key bytes net net_state net_inputs net_run net_model snn_model snn_run_batch import
    module final override x V_MAX E EXC arm near far small""".split()
RESERVED = ["__x", "__linux__", "_LP64", "_X", "__cplusplus"]
OWN = ["NET_ABI_VERSION", "NET_STATE_BYTES", "NET_STATE_ALIGN", "NET_ALIGNED", "NET_H"]


def run(*command, text=None):
    return subprocess.run([str(part) for part in command], input=text, capture_output=True,
                          text=True)


def includes(headers):
    return "".join(f"#include <{header}.h>\n" for header in headers)


def defined_macros():
    names = set()
    for compiler, language, standards in COMPILERS:
        for standard in standards:
            done = run(compiler, "-x", language, f"-std={standard}", "-dM", "-E", "-",
                       text=includes(INCLUDED))
            assert done.returncode == 0, done.stderr
            names |= set(re.findall(r"^#define (\w+)", done.stdout, re.M))
    return names


def spec(folder, ports):
    """A model `net` whose inputs and outputs have these names."""
    layer = {"type": "Linear", "name": "sum", "in_features": len(ports), "out_features": 1,
             "weight": 0.5, "use_bias": False, "from": list(ports)}
    path = folder / "net.json"
    path.write_text(json.dumps({
        "format": "snnc", "version": 1, "layers": [layer],
        "inputs": [{"name": name, "shape": [1]} for name in ports],
        "outputs": [{"layer": "sum", "name": name} for name in ports]}))
    return path


def refused(folder, ports):
    """The names that are none, each of which is refused twice."""
    done = run("snnc", "check", spec(folder, ports))
    found = re.findall(r"expected a C identifier for 'name', found \"(\w+)\"", done.stderr)
    assert len(found) == 2 * len(set(found)), done.stderr
    return set(found)


def header(model, folder, *options):
    return run("snnc", "compile", model, "--emit=header", "-o", folder, *options)


def compiles(folder, models, before="", where=()):
    """By every compiler and standard, with the models' headers between others."""
    text = before + "".join(f'#include "{model}.h"\n' for model in models) + includes(INCLUDED)
    for k, model in enumerate(models):
        text += f"size_t f{k}(const {model}_state *s);\n"
        text += f"size_t f{k}(const {model}_state *s) {{ return sizeof *s + sizeof({model}_inputs); }}\n"
    for compiler, language, standards in COMPILERS:
        for standard in standards:
            done = run(compiler, "-x", language, f"-std={standard}", "-pedantic", "-Wall",
                       "-Wextra", "-Werror", "-fsyntax-only", "-I", folder,
                       *(f"-I{path}" for path in where), "-", text=text)
            assert done.returncode == 0, f"{compiler} {standard}\n{done.stderr}"


def check_ports(folder):
    macros = defined_macros()
    candidates = macros | set(KEYWORDS + MACROS + FREE + RESERVED)
    bad = refused(folder, sorted(candidates))
    for name in ["linux", "unix", "NULL", *KEYWORDS, *MACROS, *RESERVED]:
        assert name in bad, name
    needless = {name for name in bad - macros - set(KEYWORDS + MACROS)
                if not re.match("__|_[A-Z]", name)}
    assert not needless and not bad & set(FREE), needless | bad & set(FREE)
    good = sorted(candidates - bad)
    done = header(spec(folder, good), folder)
    assert done.returncode == 0, done.stderr
    compiles(folder, ["net"])
    # C++ has its own <complex.h>, and what C calls bool.
    guarded = "#ifndef __cplusplus\n#include <complex.h>\n#endif\n"
    compiles(folder, ["net"], guarded + includes(h for h in STANDARD if h != "complex"))
    for name in OWN:
        done = run("snnc", "check", spec(folder, [name]))
        assert f"'{name}' is a macro of the model's header" in done.stderr, done.stderr
        done = header(spec(folder, [name]), folder, "--prefix", "other")
        assert done.returncode == 0, done.stderr
    text = (folder / "net.h").read_text()
    own = set(re.findall("#define (NET_[A-Z_]+)", text))
    assert {name for name in own if not re.match("NET_(IN|OUT)PUT_", name)} == set(OWN), text
    for name in ["NET_INPUT_X_SIZE", "NET_OUTPUT_Y_DIM0"]:
        done = run("snnc", "check", spec(folder, [name]))
        assert f"'{name}' is a macro of the model's header" in done.stderr, done.stderr


def system_headers():
    """Stems of headers that the standard's include, by any of the compilers."""
    stems = set()
    for compiler, language, standards in COMPILERS:
        done = run(compiler, "-x", language, f"-std={standards[-1]}", "-M", "-",
                   text=includes(h for h in STANDARD if language == "c" or h != "complex"))
        assert done.returncode == 0, done.stderr
        stems |= set(re.findall(r"/include/(?:x86_64-linux-gnu/)?(\w+)\.h\b", done.stdout))
    return stems


def guards():
    """Names that a model's header would have in common with one of the standard's: as its
    guard."""
    macros = set()
    for compiler, language, standards in COMPILERS:
        done = run(compiler, "-x", language, f"-std={standards[-1]}", "-dM", "-E", "-",
                   text=includes(h for h in STANDARD if language == "c" or h != "complex"))
        macros |= set(re.findall(r"^#define (\w+)_H\b", done.stdout, re.M))
    return {name.lower() for name in macros}


def runtime_names(runtime):
    """Names that could be a model's and make one of the runtime's."""
    names = {"snn", "SNN", "Snn"}
    for header in sorted((runtime / "snn").iterdir()):
        names |= {name.lower() for name in re.findall(r"#ifndef (SNN_\w+)_H\b", header.read_text())}
        for name in re.findall(r"\b(snn_\w+)", header.read_text()):
            stem = re.match(r"(\w+?)_(state|inputs|outputs|init_state|step|run|run_batch|model)$",
                            name)
            names |= {stem[1]} if stem else set()
    return names


def check_models(folder, runtime):
    model = spec(folder, ["x"])
    own, guarding = runtime_names(runtime), guards()
    assert {"_stdint", "_math"} <= guarding, guarding
    before = includes(f"snn/{path.stem}" for path in sorted((runtime / "snn").glob("*.h")))
    refusable = system_headers() | own | set(KEYWORDS) | guarding | {"_X", "_x", "_", "__x"}
    names = refusable | {"linux", "main", "exit", "printf", "int8", "net", "Net", "snn_mnist",
                         "snn_model", "snn_run", "net_state", "NULL", "_2"}
    taken = set()
    for name in sorted(names):
        done = header(model, folder, "--prefix", name)
        if done.returncode:
            assert f"found '{name}', which is" in done.stderr, done.stderr
            taken.add(name)
    # One of each pair: their macros are the same.
    compiles(folder, sorted(names - taken - {"Net"}), before, [runtime])
    assert own <= taken <= refusable, taken
    assert {"snn", "stdint", "math", "int", "_X", "_x", "_"} | guarding <= taken, taken


def check_stems(folder, runtime):
    """A name that comes from the file is mended."""
    text = spec(folder, ["x"]).read_text()
    stems = {"snn": "snn_", "stdint": "stdint_", "int": "int_", "2 x": "_2_x", "_Bool": "x_Bool_",
             "linux": "linux", "_stdint": "x_stdint"}
    for stem in stems:
        (folder / f"{stem}.json").write_text(text)
        done = header(folder / f"{stem}.json", folder)
        assert done.returncode == 0, done.stderr
    compiles(folder, stems.values(), includes(["snn/runtime"]), [runtime])


def main():
    folder, runtime = map(pathlib.Path, sys.argv[1:])
    for check in (check_ports, lambda f: check_models(f, runtime),
                  lambda f: check_stems(f, runtime)):
        place = folder / str(len(list(folder.iterdir())))
        place.mkdir()
        check(place)


main()
