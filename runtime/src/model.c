// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Is this descriptor one that the runtime can use?

#include "internal.h"

#include <snn/cpu.h>
#include <snn/state.h>

static bool is_power_of_two(size_t value) {
  return value != 0 && (value & (value - 1)) == 0;
}

/// Null, or what is wrong with the descriptor apart from its version.
static const char *find_defect(const snn_model *model) {
  if (!model->name || !model->compiler || !model->target)
    return "a name, compiler or target string is null";
  if ((model->pack ? !model->init_given : !model->init_state) || !model->step ||
      !model->run || !model->run_batch)
    return "an entry point is null";
  if (!is_power_of_two(model->state_align))
    return "the state's alignment is not a power of two";
  if (model->carried_bytes > model->state_bytes)
    return "the states are larger than the state with its scratch";
  if ((model->num_inputs && !model->inputs) ||
      (model->num_outputs && !model->outputs) ||
      (model->num_states && !model->states) ||
      (model->num_variants && !model->variants))
    return "a table of arrays is null";
  return NULL;
}

snn_error snn_model_check(const snn_model *model, snn_message *message) {
  if (!model)
    return snni_fail(message, SNN_ERROR_ARGUMENT,
                     "expected a model, found a null pointer");
  // Nothing behind the version may be read before the version is known.
  if (model->abi_version != SNN_ABI_VERSION)
    return snni_fail(message, SNN_ERROR_ABI,
                     "expected a model of ABI version %u, found %u; compile it "
                     "again with snnc %s",
                     (unsigned)SNN_ABI_VERSION, (unsigned)model->abi_version,
                     SNN_VERSION);
  const char *defect = find_defect(model);
  if (defect)
    return snni_fail(message, SNN_ERROR_ABI, "broken model descriptor: %s",
                     defect);
  return snn_check_cpu(model, NULL, message);
}
