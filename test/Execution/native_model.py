# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A compiled model in a shared object, through its descriptor alone
(runtime/include/snn/abi.h): `Model(path, name)` with `new_state`, `run`, `step`
and `states`. Every array that the model gets lies at an odd float, or byte, between
canaries, and every state holds rubbish before `init_state`. Arrays are floats
here, and there what the descriptor says."""

import ctypes

import numpy as np

REDUCTIONS = ["none", "sum", "mean", "last", "max"]
F32, BITS, U8 = range(3)
RUBBISH = 0xA5
GUARD = 64  # bytes around what the model may write


class Array(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("shape", ctypes.POINTER(ctypes.c_size_t)),
                ("rank", ctypes.c_uint32), ("dtype", ctypes.c_uint32),
                ("reduce", ctypes.c_uint32), ("slots", ctypes.c_uint32),
                ("offset", ctypes.c_size_t), ("pitch", ctypes.c_size_t),
                ("head", ctypes.c_size_t)]

    def dims(self):
        return [self.shape[axis] for axis in range(self.rank)]


Call = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
Init = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint32))
InitGiven = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint32), ctypes.c_void_p)
Run = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
                       ctypes.c_size_t, ctypes.c_size_t)


Pack = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p)
RunBatch = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3, *[ctypes.c_size_t] * 3)


class Descriptor(ctypes.Structure):
    _fields_ = [("abi_version", ctypes.c_uint32), ("reserved", ctypes.c_uint32),
                ("name", ctypes.c_char_p), ("compiler", ctypes.c_char_p),
                ("target", ctypes.c_char_p)] + [
        (name, ctypes.c_size_t) for name in (
            "state_bytes", "state_align", "carried_bytes", "weight_bytes",
            "num_inputs", "num_outputs", "num_states", "num_variants")] + [
        (name, ctypes.POINTER(Array)) for name in ("inputs", "outputs", "states")] + [
        ("variants", ctypes.c_void_p),
        ("init_state", Init), ("step", Call), ("run", Run),
        ("run_batch", RunBatch), ("param_bytes", ctypes.c_size_t), ("num_params", ctypes.c_size_t),
        ("params", ctypes.POINTER(Array)), ("pack", Pack), ("init_given", InitGiven)]


def pack(array, values):
    """The bytes of rows of an input, with rubbish behind the bits of each."""
    if array.dtype == F32:
        return np.frombuffer(np.ascontiguousarray(values, np.float32).tobytes(), np.uint8)
    if array.dtype == U8:
        assert (values == values.astype(np.uint8)).all()
        return values.astype(np.uint8).ravel()
    rows = values.reshape(-1, max(1, int(np.prod(array.dims()))))
    padding = np.ones((len(rows), -rows.shape[1] % 8), bool)
    return np.packbits(np.hstack([rows != 0, padding]), axis=1, bitorder="little").ravel()


def bytes_of(array, shape):
    rows = int(np.prod(shape[:len(shape) - array.rank]))
    elements = int(np.prod(array.dims()))
    return rows * {F32: 4 * elements, BITS: -(-elements // 8), U8: elements}[array.dtype]


def unpack(array, data, shape):
    """What `data` holds; all that is behind the bits of a row is zero."""
    if array.dtype == F32:
        return np.frombuffer(data.tobytes(), np.float32).reshape(shape)
    if array.dtype == U8:
        return data.astype(np.float32).reshape(shape)
    elements = int(np.prod(array.dims()))
    bits = np.unpackbits(data, bitorder="little").reshape(-1, -(-elements // 8) * 8)
    assert not bits[:, elements:].any(), f"{array.name.decode()}: padding is not zero"
    return bits[:, :elements].astype(np.float32).reshape(shape)


class Guarded:
    """`count` bytes at `misalign` past a multiple of `align`, full of rubbish,
    with canaries on both sides."""

    def __init__(self, count, align, misalign=0):
        self.all = np.full(count + align + misalign + 2 * GUARD, RUBBISH, np.uint8)
        start = -(-(self.all.ctypes.data + GUARD) // align) * align + misalign
        self.begin = start - self.all.ctypes.data
        self.end = self.begin + count
        self.bytes = self.all[self.begin:self.end]
        self.pointer = start

    def check(self, what):
        for side in (self.all[:self.begin], self.all[self.end:]):
            if (side != RUBBISH).any():
                raise AssertionError(f"{what}: written outside of its {self.end - self.begin} "
                                     "bytes")


class Model:
    def __init__(self, library, name):
        self.library = ctypes.CDLL(str(library))
        self.descriptor = Descriptor.in_dll(self.library, f"{name}_model")
        d = self.descriptor
        assert d.abi_version == 6 and d.name.decode() == name
        self.inputs = [d.inputs[k] for k in range(d.num_inputs)]
        self.outputs = [d.outputs[k] for k in range(d.num_outputs)]
        self.state_arrays = [d.states[k] for k in range(d.num_states)]
        self.params = [d.params[k] for k in range(d.num_params)]
        self.weights = None  # packed, where the model is given them

    def pack(self, values):
        """Takes the parameters by their names from now on."""
        given = [np.ascontiguousarray(values[each.name.decode()], np.float32).ravel()
                 for each in self.params]
        for array, value in zip(self.params, given):
            assert value.size == np.prod(array.dims()), array.name
        packed = Guarded(self.descriptor.param_bytes, self.descriptor.state_align)
        pointers = (ctypes.c_void_p * max(1, len(given)))(*[each.ctypes.data for each in given])
        assert self.descriptor.pack(pointers, packed.pointer) == 0
        packed.check("packed weights")
        self.weights = packed

    def new_state(self, key=(0, 0)):
        state = Guarded(self.descriptor.state_bytes, self.descriptor.state_align)
        self.init(state.pointer, key)
        state.check("state after init_state")
        return state

    def init(self, place, key=(0, 0)):
        words = (ctypes.c_uint32 * 2)(*key)
        if self.weights:
            self.descriptor.init_given(place, words, self.weights.pointer)
        else:
            self.descriptor.init_state(place, words)

    def copy_state(self, state):
        """A snapshot: the carried bytes alone, as abi.h promises."""
        copy = Guarded(self.descriptor.state_bytes, self.descriptor.state_align)
        carried = self.descriptor.carried_bytes
        copy.bytes[:carried] = state.bytes[:carried]
        return copy

    def call(self, function, state, inputs, shapes, *numbers):
        packed = [pack(array, np.asarray(x)) for array, x in zip(self.inputs, inputs)]
        given = [Guarded(x.nbytes, 16, 1 if array.dtype else 4)
                 for array, x in zip(self.inputs, packed)]
        for x, memory in zip(packed, given):
            memory.bytes[:] = x
        taken = [Guarded(bytes_of(array, shape), 16, 1 if array.dtype else 4)
                 for array, shape in zip(self.outputs, shapes)]
        # The weights' pointer stands behind those to the inputs.
        last = [self.weights] if self.weights else []
        pointers = [(ctypes.c_void_p * max(1, len(each)))(*[m.pointer for m in each])
                    for each in ([*given, *last], taken)]
        function(state.pointer, *pointers, *numbers)
        for memory, array in zip(taken, self.outputs):
            memory.check(f"output {array.name.decode()}")
        state.check("state")
        return [unpack(array, memory.bytes, shape)
                for array, memory, shape in zip(self.outputs, taken, shapes)]

    def run(self, state, inputs, burnin=0):
        """The outputs of steps `burnin` on, by the inputs [steps, shape...]."""
        steps = inputs[0].shape[0]
        return self.call(self.descriptor.run, state, inputs, self.output_shapes(steps, burnin),
                         steps, burnin)

    def output_shapes(self, steps, burnin, *batch):
        return [[*batch, *([] if array.reduce else [max(0, steps - burnin)]), *array.dims()]
                for array in self.outputs]

    def new_states(self, count):
        """The states of `count` samples, one after the other."""
        states = Guarded(count * self.descriptor.state_bytes, self.descriptor.state_align)
        for sample in range(count):
            place = states.pointer + sample * self.descriptor.state_bytes
            self.init(place)
        states.check("states after init_state")
        return states

    def run_batch(self, states, inputs, burnin=0):
        """As `run`, with the samples as first axis."""
        samples, steps = inputs[0].shape[:2]
        return self.call(self.descriptor.run_batch, states, inputs,
                         self.output_shapes(steps, burnin, samples), samples, steps, burnin)

    def states_of(self, states, sample):
        """As `states`, of one sample of a batch."""
        size = self.descriptor.state_bytes
        part = states.bytes[sample * size:(sample + 1) * size]
        return {array.name.decode(): self.read(part, array) for array in self.state_arrays}

    def step(self, state, inputs):
        return self.call(self.descriptor.step, state, inputs, [a.dims() for a in self.outputs])

    def states(self, state):
        """Every state array in its logical shape, [slots, shape...] for a queue, the
        oldest first."""
        return {array.name.decode(): self.read(state.bytes, array)
                for array in self.state_arrays}

    def read(self, state, array):
        shape, slots = array.dims(), max(1, array.slots)
        rows = slots * int(np.prod(shape[1:]))
        memory = state[array.offset:]
        if array.dtype == F32:
            memory = memory[:rows * array.pitch * 4].view(np.float32)
        else:
            memory = np.unpackbits(memory[:rows * array.pitch // 8], bitorder="little")
        values = memory.reshape(slots, -1, array.pitch)[:, :, :shape[0]]
        values = np.moveaxis(values, 2, 1).reshape(slots, *shape).astype(np.float32)
        if not array.slots:
            return values[0]
        head = int(state[array.head:array.head + 4].view(np.uint32)[0])
        return np.roll(values, -head, axis=0)
