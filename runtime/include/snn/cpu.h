// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a processor can run a model's code. A descriptor lists the features
// that the code may use; where nobody can be asked for one (another system than
// Linux on another processor than x86), it is taken for granted.
//
// The functions of a model itself check nothing.

#ifndef SNN_CPU_H
#define SNN_CPU_H

#include <snn/abi.h>
#include <snn/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a processor says of itself.
typedef struct snn_cpu {
  uint32_t words[SNN_CPU_WORDS]; ///< By enum snn_cpu_word.
  uint32_t known;                ///< Bit w: whether words[w] says anything.
} snn_cpu;

/// The processor that this program runs on. It is asked once; any number of
/// threads may call this.
const snn_cpu *snn_this_cpu(void);

/// The code that `model` runs on `cpu` (null: this one): the last variant whose
/// features are all there. Null if there is none.
const snn_variant *snn_find_variant(const snn_model *model, const snn_cpu *cpu);

/// SNN_OK if snn_find_variant finds code, or the descriptor has no variants;
/// else SNN_ERROR_CPU with a message that names what the least demanding
/// variant misses, and what to do about it.
snn_error snn_check_cpu(const snn_model *model, const snn_cpu *cpu,
                        snn_message *message);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // SNN_CPU_H
