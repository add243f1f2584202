// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a compiled model looks like to a program that was not written for it:
// names, shapes, state layout and entry points. The compiler emits one
// constant `snn_model` per model, `<name>_model`; the runtime reads it.
// This file is the only one that the compiler and the runtime share.
//
// Any change to the layout of these structs, to the meaning of a field or to
// the stored layout of states raises SNN_ABI_VERSION.

#ifndef SNN_ABI_H
#define SNN_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Version of everything in this file.
#define SNN_ABI_VERSION 6

/// What an array holds. A state is SNN_F32 or SNN_BITS.
enum snn_dtype {
  SNN_F32 = 0,  ///< IEEE-754 binary32.
  SNN_BITS = 1, ///< Spikes, one bit each: bit k%8 of byte k/8.
  SNN_U8 = 2    ///< Bytes: numbers from 0 to 255, or spikes.
};

/// What happens to an output over the steps after burn-in.
enum snn_reduce {
  SNN_REDUCE_NONE, ///< Every step is given: [steps - burnin, shape...].
  SNN_REDUCE_SUM,  ///< One value of [shape...], as in the three below.
  SNN_REDUCE_MEAN,
  SNN_REDUCE_LAST,
  SNN_REDUCE_MAX
};

/// An input, an output or a state of a model.
///
/// A state of logical shape [C, S...] lies in memory as [prod(S)][pitch] with
/// the channel fastest; a delay queue is `slots` such blocks one after the
/// other. Row-major element (c, p) of block b is therefore element
/// (b * prod(S) + p) * pitch + c after `offset`. What lies between C and
/// `pitch` is padding.
///
/// A queue is a ring, so that a step writes one block of it: the number of the
/// block that holds the oldest value is the uint32_t at `head`. The q-th oldest
/// value, which is slot q of the logical array, is in block
/// (that number + q) % slots.
typedef struct snn_array {
  const char *name;    ///< A C identifier; a state's is `<layer>.<state>`.
  const size_t *shape; ///< `rank` entries, one step, row-major, no slot axis.
  uint32_t rank;
  uint32_t dtype;  ///< enum snn_dtype.
  uint32_t reduce; ///< enum snn_reduce; outputs only.
  uint32_t slots;  ///< 0, or n for a queue of logical shape [n, shape...].
  size_t offset;   ///< States only: bytes from the start of the state.
  size_t pitch;    ///< States only: elements from one position to the next.
  size_t head;     ///< Queues only: bytes from the start of the state.
} snn_array;

/// The words in which a processor says what it has: registers of x86's cpuid
/// (leaf, subleaf where there are several, register), and of the auxiliary
/// vector that Linux gives to programs on other processors.
enum snn_cpu_word {
  SNN_CPU_UNKNOWN, ///< None: nobody can be asked.
  SNN_CPUID_1_ECX,
  SNN_CPUID_1_EDX,
  SNN_CPUID_7_EBX,
  SNN_CPUID_7_ECX,
  SNN_CPUID_7_1_EAX,
  SNN_CPUID_7_1_EDX,
  SNN_CPUID_80000001_ECX,
  SNN_XCR0,  ///< Registers that the system keeps for each thread.
  SNN_HWCAP, ///< The low half of AT_HWCAP; the other three follow.
  SNN_HWCAP_HIGH,
  SNN_HWCAP2,
  SNN_HWCAP2_HIGH,
  SNN_CPU_WORDS ///< How many there are.
};

/// What code may use of a processor beyond what all of its family have.
typedef struct snn_feature {
  const char *name;     ///< LLVM's, for example "avx2".
  uint32_t word;        ///< enum snn_cpu_word.
  uint32_t bits;        ///< Those of the word that must be set.
  uint32_t system_bits; ///< The same of SNN_XCR0.
} snn_feature;

/// The code of a model for one CPU.
typedef struct snn_variant {
  const char *cpu; ///< As `--cpu` names it; "generic" for any of the family.
  const snn_feature *features;
  size_t num_features;
  /// 1 where products are added without rounding them first (fused
  /// multiply-add); code of 1 and of 0 differ in the last bits.
  uint32_t fma;
  uint32_t reserved; ///< 0.
} snn_variant;

/// A compiled model. Constant; one object serves any number of threads as long
/// as each has a state of its own.
///
/// `inputs` and `outputs` of `step` and `run` point to arrays of pointers to
/// what each array holds, `const float *` and `float *` for SNN_F32 and
/// `const uint8_t *` and `uint8_t *` for the others, in the order of the
/// descriptors below (the structs of the generated header are exactly that).
/// Their data are row-major: [shape...] for `step`; for `run`
/// [steps, shape...] in and [steps - burnin, shape...] out, or [shape...] where
/// the output is reduced (zeros if steps <= burnin). Each step of SNN_BITS
/// begins a byte; bits behind its last element are 0 in an output and not read
/// in an input. A pointer may be null only if no data lie there.
///
/// Where the program gives weights (`pack` is not null), one more pointer
/// stands behind those to the inputs: `param_bytes` bytes, aligned as a state
/// is, that `pack` has filled. They are only read, by any number of threads at
/// a time.
typedef struct snn_model {
  uint32_t abi_version; ///< SNN_ABI_VERSION of the compiler; always first.
  uint32_t reserved;    ///< 0.
  const char *name;     ///< Prefix of the model's symbols.
  const char *compiler; ///< For example "snnc 0.1.0".
  const char *target;   ///< Triple and CPU that the code was made for.
  size_t state_bytes;   ///< States and scratch: what must be allocated.
  size_t state_align;   ///< Alignment of the state, a power of two.
  size_t carried_bytes; ///< The states alone; a snapshot is these bytes.
  size_t weight_bytes;  ///< Bytes of packed parameters in read-only data.
  size_t num_inputs;
  size_t num_outputs;
  size_t num_states;
  size_t num_variants;
  const snn_array *inputs;
  const snn_array *outputs;
  const snn_array *states;
  /// One, or several in one object, the least demanding first. The entry points
  /// take the last that this processor has the features of, or else the first.
  const snn_variant *variants;
  void (*init_state)(void *state, const uint32_t key[2]); ///< Or init_given.
  void (*step)(void *state, const void *inputs, void *outputs);
  void (*run)(void *state, const void *inputs, void *outputs, size_t steps,
              size_t burnin);
  /// `run` of several samples, which share each weight that is loaded: their
  /// states lie one after the other, `state_bytes` each; every array has the
  /// sample as first axis.
  void (*run_batch)(void *states, const void *inputs, void *outputs,
                    size_t samples, size_t steps, size_t burnin);
  size_t param_bytes; ///< Of packed weights; 0 where the object has its own.
  size_t num_params;
  /// What `pack` takes, SNN_F32, under the names of tensors in a file.
  const snn_array *params;
  /// Packs an array of `num_params` pointers to row-major `const float *` data
  /// into `param_bytes` bytes. Gives 0, or the number, from 1 on, of the first
  /// that holds NaN or an infinity, and then has packed nothing. Null where the
  /// object has its weights.
  int32_t (*pack)(const void *params, void *packed);
  /// `init_state` of a model that is given its weights, on which what layers
  /// put out before the first step depends; null where init_state is not.
  void (*init_given)(void *state, const uint32_t key[2], const void *packed);
} snn_model;

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_ABI_H
