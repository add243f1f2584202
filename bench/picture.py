# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""results.png: microseconds a step and sample on one core, as bars."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import table

COLOURS = {"snnc": "#0b3c5d", "yardstick": "#7fb2d6", "jax": "#d95f02",
           "compiled": "#e6ab02", "sinabs": "#66a61e", "spikingjelly": "#a6761d",
           "norse": "#7570b3", "snntorch": "#999999"}
LABELS = table.NAMES | {"snnc": "snnc", "yardstick": "by hand"}


def draw(axes, title, cases):
    """One group of bars for each case, (label, {program: row})."""
    width = 0.85 / len(COLOURS)
    for k, (program, colour) in enumerate(COLOURS.items()):
        bars = [(at + (k - len(COLOURS) / 2) * width, case[program]["us"])
                for at, (_, case) in enumerate(cases) if "us" in case.get(program, {})]
        if bars:
            axes.bar(*zip(*bars), width, align="edge", color=colour)
    axes.set_yscale("log")
    axes.set_ylabel("µs a step and sample")
    axes.set_title(title, fontsize=10, loc="left")
    axes.set_xticks(range(len(cases)), [label for label, _ in cases], rotation=20,
                    ha="right", fontsize=8)
    axes.grid(axis="y", alpha=0.3)
    axes.set_axisbelow(True)


def write(rows, path):
    cases = {key: case for key, case in table.group(rows).items() if key[2] == 1}
    squares = [(key[0].name, case) for key, case in cases.items()
               if key[0].name.startswith("square")]
    single = [(key[0].name, case) for key, case in cases.items() if key[1] == 1]
    several = [(f"{key[0].name}, {key[1]}", case) for key, case in cases.items()
               if key[1] > 1 and not key[0].name.startswith("square")]
    panels = [("batch 1", single), ("several samples at once", several),
              ("Linear(n, n) and neurons, 16 samples, 500 steps", squares)]
    panels = [panel for panel in panels if panel[1]]
    figure, axes = plt.subplots(len(panels), 1, figsize=(12, 4 * len(panels)), squeeze=False,
                                layout="constrained")
    for each, (title, shown) in zip(axes.flat, panels):
        draw(each, title + ", one core", shown)
    handles = [plt.Rectangle((0, 0), 1, 1, color=colour) for colour in COLOURS.values()]
    figure.legend(handles, [LABELS[program] for program in COLOURS], ncols=len(COLOURS),
                  loc="outside upper center", fontsize=8)
    figure.savefig(path, dpi=100)
