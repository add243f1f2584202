// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What snnc bench says.

#ifndef SNNC_COMPILER_TOOLS_BENCHREPORT_H
#define SNNC_COMPILER_TOOLS_BENCHREPORT_H

#include "compiler/Driver/Profile.h"
#include "compiler/Tools/Workload.h"

namespace snnc {

struct BenchReport {
  const snn_model &model;
  const WorkloadOptions &options;
  size_t steps, batch;
  Timings timings;
  std::vector<double> outputDensities;
  /// What the layers did; nothing where they are not told apart any more.
  std::optional<Profile> profile;

  void printText(llvm::raw_ostream &os) const;
  void printJson(llvm::raw_ostream &os) const;

private:
  double microseconds(double seconds) const;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_BENCHREPORT_H
