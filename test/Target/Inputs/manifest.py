# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""manifest.py FILE: does the manifest of topology5 hold together?"""

import json
import sys

with open(sys.argv[1]) as file:
    manifest = json.load(file)

assert [port["name"] for port in manifest["inputs"]] == ["input0", "input1"]
assert manifest["outputs"][0]["shape"] == [8]
assert manifest["outputs"][0]["spikes"]
assert len(manifest["layers"]) == 5
edges = {edge["source"]: edge["delay"] for edge in manifest["layers"][1]["inputs"]}
assert edges == {"0": 0, "2": 1}, edges

# Arrays are aligned, do not overlap and lie within the carried bytes.
end = 0
for state in sorted(manifest["states"], key=lambda state: state["offset"]):
    assert state["offset"] % manifest["state_align"] == 0
    assert state["offset"] >= end
    end = state["offset"] + state["bytes"]
assert end <= manifest["carried_bytes"] <= manifest["state_bytes"]
parameters = sum(layer["parameters"] for layer in manifest["layers"])
assert manifest["weight_bytes"] >= 4 * parameters
