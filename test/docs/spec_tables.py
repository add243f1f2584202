# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the tables of keys in docs/ModelSpec.md with the schema that
`snnc help schema` prints, or writes them anew.

    spec_tables.py SOURCES [--write]

A section whose heading names layer types has a table before its first example.
"""

import json
import pathlib
import re
import subprocess
import sys

COMMON = ("type", "name", "from", "merge", "init_state")
HEAD = "| key | values | default | meaning |\n|---|---|---|---|\n"
SECTION = re.compile(r"^### (.*)\n((?:.*\n)*?)(?=^#|\Z)", re.MULTILINE)
TABLE = re.compile(re.escape(HEAD) + r"(?:\|.*\n)*\n?")
OF_DEFINITION = {
    "parameter": "[parameter](#parameters)",
    "initFn": "[initial value](#initial-values)",
    "surrogate": "spike function",
    "timeStep": 'positive number, or `"steps"`',
    "tensorOfFile": "tensor with the list as its first axis",
}
MOST_WORDS = 12
MOST_INT = 2**31 - 1


def of_number(schema, kind):
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    most = schema.get("maximum", MOST_INT)
    if least is None:
        return kind
    if most != MOST_INT:
        return f"{kind} from {least} to {most}"
    above = "exclusiveMinimum" in schema or (kind == "integer" and least == 1)
    return f"positive {kind}" if above else f"{kind} of at least {least}"


def of_choice(schemas):
    forms = [values(each) for each in schemas if each.get("type") != "null"]
    known = [form for form in forms if form.startswith("`")]
    # Other spellings of words are in the text.
    return ", ".join(dict.fromkeys(known or forms))


def values(schema):
    if "allOf" in schema:
        schema = schema["allOf"][0]
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return OF_DEFINITION.get(name, name)
    if "anyOf" in schema:
        choices = schema["anyOf"]
        if any(choice.get("type") == "integer" for choice in choices):
            return ", ".join(dict.fromkeys(values(choice) for choice in choices
                                           if choice.get("type") not in ("string", "null")))
        # A tensor that holds a list, by its name or drawn: one form to the reader.
        return of_choice([choice for choice in choices if choice != {"type": "string"}
                          and choice != {"$ref": "#/definitions/drawn"}] or choices)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        words = schema["enum"]
        if len(words) > MOST_WORDS:
            return "name of a function"
        return ", ".join(f"`{json.dumps(word)}`" for word in words)
    kind = schema.get("type")
    if kind in ("integer", "number"):
        return of_number(schema, kind)
    if kind == "boolean":
        return "`true`, `false`"
    if kind == "array":
        item = schema["items"]
        if "anyOf" in item:
            return "list with an integer or a pair for each axis"
        count = schema.get("maxItems", 0)
        return "list with one for each axis" if item.get("type") == "integer" and count else "list"
    return kind or "any"


def of_default(schema):
    return f"`{json.dumps(schema['default'])}`" if "default" in schema else ""


def table(definitions, types):
    """One row for each key, in the classes' order."""
    keys = list(dict.fromkeys(key for name in types for key in definitions[name]["properties"]))
    rows = []
    for key in keys:
        owners = [name for name in types if key in definitions[name]["properties"]]
        of_class = definitions[owners[0]]
        schema = of_class["properties"][key]
        if key in COMMON or (key == "shape" and key not in of_class["required"]):
            continue
        name = f"`{key}`" + ("" if owners == types else f" ({', '.join(owners)})")
        switches = [each["if"]["required"][0] for each in of_class.get("allOf", ())
                    if key in each.get("else", {}).get("required", ())]
        default = of_default(schema)
        if key in of_class["required"]:
            default = "required"
        elif switches:
            default = f"required with `{switches[0]}`"
        rows.append(f"| {name} | {values(schema)} | {default} | {schema['description']} |\n")
    return HEAD + "".join(rows) + "\n" if rows else ""


def main():
    path = pathlib.Path(sys.argv[1]) / "docs/ModelSpec.md"
    schema = json.loads(subprocess.run(["snnc", "help", "schema"], capture_output=True, text=True,
                                       check=True).stdout)
    definitions = schema["definitions"]
    known = set(definitions["layer"]["properties"]["type"]["enum"])
    told = set()

    def renew(section):
        heading, body = section.groups()
        types = heading.split(", ")
        if not known.issuperset(types):
            return section.group()
        told.update(types)
        first = TABLE.sub("", body).partition("```json")
        return f"### {heading}\n{first[0]}{table(definitions, types)}{first[1]}{first[2]}"

    text = path.read_text()
    renewed = SECTION.sub(renew, text)
    if "--write" in sys.argv:
        path.write_text(renewed)
    elif renewed != text:
        sys.exit("the tables of docs/ModelSpec.md are not those of the schema: "
                 "test/docs/spec_tables.py . --write makes them anew")
    # LI is another name of SimpleLI.
    print(f"{len(told)} types have a table, without: {sorted(known - told)}")


main()
