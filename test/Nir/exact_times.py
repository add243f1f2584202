# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Delays and time constants stay doubles until they are divided by the time step, from
wherever they come: NIR files of f32 and f64, JSON numbers, lists and safetensors, what
snnc convert writes."""

import json

import h5py
import numpy as np

import checker
import nir_file


def delay_file(path, delay):
    size = np.shape(delay) or (2,)
    end = {"shape": np.array(size)}
    nodes = {"input": {"type": "Input"} | end, "d": {"type": "Delay", "delay": delay}, "output": {"type": "Output"} | end}
    nir_file.write(path, nodes, [("input", "d"), ("d", "output")])
    return path


def li_file(path, tau, r):
    end = {"shape": np.array([3])}
    nodes = {"input": {"type": "Input"} | end, "output": {"type": "Output"} | end,
             "li": {"type": "LI", "tau": tau, "r": r, "v_leak": np.zeros(3)}}
    nir_file.write(path, nodes, [("input", "li"), ("li", "output")])
    return path


def spec(layer, size=2, **keys):
    return {"format": "snnc", "version": 1, "inputs": [{"name": "x", "shape": [size]}],
            "layers": [{"name": "n"} | layer], **keys}


# A delay, its time step, the steps; None where it is no whole number of them.
DELAYS = [(0.7, 1e-5, 70_000), (0.3, 1e-6, 300_000), (10.0, 1e-5, 1_000_000), (1.0, 1e-6, 1_000_000),
          (3e-3, 1e-3, 3), (7e-9, 1e-9, 7), (0.1 + 0.2, 0.1, 3), (123.456, 1e-3, 123_456),
          (0.7000041, 1e-5, None), (2.5e-3, 1e-3, None), (10.000003, 1e-5, None), (-1e-3, 1e-3, None)]


def check_delays(checker):
    for delay, dt, steps in DELAYS:
        model = checker.folder / "model.json"
        forms = {"f64": np.float64(delay), "f64 each": np.full(2, delay)}
        # What f32 cannot tell from a whole number is one.
        near = steps is None and abs(np.float32(delay) / dt - round(delay / dt)) < 0.2
        forms |= {} if near else {"f32": np.float32(delay), "f32 each": np.full(2, delay, np.float32)}
        for form, value in forms.items():
            file = delay_file(checker.folder / "delay.nir", value)
            done = checker.call("check", file, "--dt", repr(dt))
            if steps is None:
                why = "expected none below 0" if delay < 0 else "no whole number of steps"
                checker.expect(f"{form} {delay} at {dt} is refused", why in done.stderr)
                continue
            checker.expect(f"{form} {delay} at {dt} is taken: {done.stderr}", done.returncode == 0)
            written = checker.call("convert", file, "--dt", repr(dt), "--to", "nir", "-o", checker.folder / "again")
            with h5py.File(checker.folder / "again" / "delay.nir") as again:
                field = again["node/nodes/d/delay"][()]
            checker.expect(f"{form} {delay} is written as it was: {field!r}",
                           written.returncode == 0 and np.all(field == np.asarray(value)))
        for form, value in {"number": delay, "list": [delay, delay]}.items():
            model.write_text(json.dumps(spec({"type": "Delay", "delay": value, "dt": dt})))
            done = checker.call("check", model)
            checker.expect(f"JSON {form} {delay} at {dt}: {done.stderr}",
                           (done.returncode == 0) == (steps is not None))


def first_steps(checker, model, *options):
    """What three inputs of 1 become in one step."""
    np.save(checker.folder / "x.npy", np.ones((1, 3), np.float32))
    done = checker.call("run", model, *options, "--interpret", "--input", checker.folder / "x.npy", "--output",
                        checker.folder / "y.npy")
    checker.expect(f"{model} runs: {done.stderr}", done.returncode == 0)
    return np.load(checker.folder / "y.npy")[0]


def find_taus(random, dt):
    """Time constants whose gain in doubles is another than that of their f32."""
    found = []
    while len(found) < 3:
        tau = random.uniform(2 * dt, 900 * dt)
        if np.float32(dt / tau) != np.float32(dt / np.float64(np.float32(tau))):
            found.append(tau)
    return np.array(found)


def write_safetensors(path, **arrays):
    header, data = {}, b""
    for name, array in arrays.items():
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": [len(data), len(data) + array.nbytes]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def check_taus(checker):
    random = np.random.default_rng(4)
    for dt in (1e-3, 1e-5):
        taus = find_taus(random, dt)
        wanted = np.float32(dt / taus)
        file = li_file(checker.folder / "li.nir", taus, np.ones(3))
        checker.expect(f"f64 tau at {dt}", np.array_equal(first_steps(checker, file, "--dt", repr(dt)), wanted))
        f32 = li_file(checker.folder / "li32.nir", np.float32(taus), np.ones(3, np.float32))
        checker.expect(f"f32 tau at {dt}", np.array_equal(first_steps(checker, f32, "--dt", repr(dt)),
                                                          np.float32(dt / np.float64(np.float32(taus)))))
        for kind in ("nir", "json"):
            checker.call("convert", file, "--dt", repr(dt), "--to", kind, "-o", checker.folder / "again")
            options = ["--dt", repr(dt)] if kind == "nir" else []
            again = first_steps(checker, checker.folder / "again" / f"li.{kind}", *options)
            checker.expect(f"f64 tau at {dt}, written as {kind}", np.array_equal(again, wanted))
        model = checker.folder / "li.json"
        model.write_text(json.dumps(spec({"type": "NIR_LI", "tau": taus.tolist(), "dt": dt}, 3)))
        checker.expect(f"tau at {dt} in JSON", np.array_equal(first_steps(checker, model), wanted))
        write_safetensors(checker.folder / "w.safetensors", tau=taus)
        model.write_text(json.dumps(spec({"type": "NIR_LI", "tau": "tau", "dt": dt}, 3, weights="w.safetensors")))
        checker.expect(f"tau at {dt} in safetensors", np.array_equal(first_steps(checker, model), wanted))


if __name__ == "__main__":
    checker.main(__doc__, "delays and time constants", check_delays, check_taus)
