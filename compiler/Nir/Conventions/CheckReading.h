// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a file that was written is read as it is meant.

#ifndef SNNC_COMPILER_NIR_CONVENTIONS_CHECKREADING_H
#define SNNC_COMPILER_NIR_CONVENTIONS_CHECKREADING_H

#include "compiler/Nir/Graph/NirDraft.h"
#include <optional>
#include <vector>

namespace snnc {

struct WrittenFile {
  const NirFile &file;
  /// What nodes of these names are; others are of no concern.
  const std::vector<NirDraft::Node> &meant;
  /// By edge of the file, its delay.
  const std::vector<int64_t> &delays;
  const std::optional<Convention> &reading;
};

/// The first thing that is read otherwise than it is meant. Its node, if there
/// is one, is one of `meant`.
std::optional<Misreading> findMisreading(const WrittenFile &written);

/// Whether two layers of NIR's classes, with an output of \p shape, give the
/// same bits.
bool isSameStep(const LayerClass &a, const LayerClass &b,
                const ExportContext &context);

} // namespace snnc

#endif // SNNC_COMPILER_NIR_CONVENTIONS_CHECKREADING_H
