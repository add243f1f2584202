# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""RESULTS.md: one table of all results, and what it was measured on."""

import bisect

import workloads

NAMES = {"jax": "JAX", "snntorch": "snnTorch", "norse": "Norse",
         "spikingjelly": "SpikingJelly", "sinabs": "Sinabs", "compiled": "torch.compile"}


def group(rows):
    """{(workload, batch, cores): {program: row}} in the order of the workloads."""
    cases = {}
    for workload in workloads.WORKLOADS:
        for row in rows:
            if row.get("workload") == workload.name:
                key = (workload, row["batch"], row["cores"])
                cases.setdefault(key, {})[row["program"]] = row
    return cases


def fastest_peer(case):
    """Name of the peer that takes the least time; None if there is none."""
    timed = [name for name in NAMES if "us" in case.get(name, {})]
    return min(timed, key=lambda name: case[name]["us"], default=None)


def best_seconds(workload, machine, heard, densities):
    """What a step takes one core at its measured peak. A layer either reads the
    weights of what is not zero, from the cache that holds them, or multiplies all
    of them: the shorter of the two counts."""
    seconds = 0
    for (_, macs, feedback, size), inputs, spikes in zip(
            workload.synapses, heard, densities):
        level = bisect.bisect_left(machine["caches"], size)
        touched = 4 * (inputs * macs + spikes * feedback)
        seconds += min((macs + feedback) / machine["peak"]["fma"],
                       touched / machine["peak"]["read"][level])
    return seconds


def number(value):
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def time_of(case, program):
    row = case.get(program)
    if row is None:
        return ""
    return number(row["us"]) if "us" in row else "failed"


def ratio(case, program, to):
    if program in case and to in case and "us" in case[program] and "us" in case[to]:
        return number(case[to]["us"] / case[program]["us"])
    return ""


def percent(value):
    return f"{100 * value:.1f}"


def line(key, case, machine):
    workload, batch, cores = key
    own, peer = case["snnc"], fastest_peer(case)
    first = "analog" if workload.density is None else percent(own["heard"][0])
    spikes = first + " / " + " ".join(percent(d) for d in own["densities"])
    peak = ""
    if "us" in own:
        seconds = best_seconds(workload, machine, own["heard"], own["densities"])
        peak = percent(seconds / cores / (1e-6 * own["us"]))
    memory = lambda name: f"{case[name]['peak_mb']:.0f}" if "us" in case.get(name, {}) else ""
    build = lambda name: f"{case[name]['compile_seconds']:.2f}" \
        if "us" in case.get(name, {}) else ""
    return [workload.name, str(batch), str(cores), spikes, time_of(case, "snnc"),
            *(time_of(case, name) for name in NAMES), time_of(case, "yardstick"),
            ratio(case, "snnc", peer), ratio(case, "yardstick", "snnc"), peak,
            memory("snnc"), memory(peer), build("snnc"), build("jax")]


HEADER = ["network", "batch", "cores", "input / layers, %", "snnc", *NAMES.values(),
          "by hand", "fastest peer / snnc", "snnc / by hand", "% of peak", "MB, snnc",
          "MB, fastest peer", "compile s, snnc", "compile s, JAX"]


def machine_text(machine):
    caches = ", ".join(f"{size // 1024} KB L{k + 1}"
                       for k, size in enumerate(machine["caches"]))
    read = ", ".join(number(rate / 1e9) for rate in machine["peak"]["read"])
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (f"{machine['cpu']}, {machine['cores']} cores, {caches}. One core was measured to "
            f"do {number(machine['peak']['fma'] / 1e9)} billion multiply-adds a second and to "
            f"read {read} GB/s from each cache and from memory.\n\n"
            f"{machine['date']}: {versions}. {number(machine['seconds'])} s of runs in each "
            f"measurement; when they began, the machine's load was {machine['load']:.1f}, and "
            "should have been 0.\n")


def checked_text(rows):
    checked = [row for row in rows if "compared" in row]
    failed = [f"{row['workload']}, batch {row['batch']}, {row['cores']} cores, "
              f"{row['program']}: {row['error']}" for row in rows if "error" in row]
    text = (f"All programs gave the same spikes in {len(checked)} measurements: "
            f"{sum(row['compared'] for row in checked)} values were compared. They come before "
            "the step in which a potential first is too near to the threshold to tell; of all "
            f"values, {100 * min((row['equal'] for row in checked), default=1):.2f} % or more "
            "are equal in each measurement.\n")
    return text + "".join(f"\n- Failed: {each}" for each in failed) + ("\n" if failed else "")


NOTES = """\
- Times are microseconds a step and sample, the median of all runs. "By hand" is
  panel_kernel.c.
- The density of the input and of every spiking layer is measured.
- "% of peak": the time that the step would take at the measured peak, as a part of the time
  that it took. For each layer the shorter of two counts: to read the weights of the inputs
  that are not zero, from the cache that holds the layer's weights, or to multiply all of
  them. More than 100 % is possible where weights are used again while they are in a nearer
  cache.
- All networks have neurons v = a v + (1 - a) x, which spike at v >= 1 and then are reset to
  0. All frameworks can say this; in snnTorch the reset comes one step later, with the same
  spikes.
- The neurons of `nmnist` should not leak. SimpleLIF has no such setting, so they leak 1/1024
  a step. A sum-pool is an average-pool whose factor is in the weights.
- MB is the most memory that the process had; for snnc that is a program in C with the
  compiled model, its input and output.
"""


def write(rows, path):
    machine = next(row for row in rows if row.get("kind") == "machine")
    cases = {key: case for key, case in group(rows).items() if "snnc" in case}
    table = [HEADER, ["---"] * len(HEADER),
             *(line(key, case, machine) for key, case in cases.items())]
    lines = "\n".join("| " + " | ".join(cells) + " |" for cells in table)
    path.write_text(f"# Results\n\nWritten by `bench/run.py`; [README.md](README.md) says how "
                    f"to read it.\n\n{machine_text(machine)}\n![bars](results.png)\n\n{lines}\n\n"
                    f"{NOTES}\n{checked_text(rows)}")
