// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef SNNC_COMPILER_PIPELINE_PHASETEXT_H
#define SNNC_COMPILER_PIPELINE_PHASETEXT_H

#include "compiler/Pipeline/Pipeline.h"

namespace snnc {

/// The passes of a phase with the options filled in.
std::string phaseText(const Phase &phase, const PipelineOptions &options);

} // namespace snnc

#endif // SNNC_COMPILER_PIPELINE_PHASETEXT_H
