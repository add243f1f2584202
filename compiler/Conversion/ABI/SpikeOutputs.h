// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Spikes that go to the application as bytes or bits.

#ifndef SNNC_CONVERSION_ABI_SPIKEOUTPUTS_H
#define SNNC_CONVERSION_ABI_SPIKEOUTPUTS_H

#include "compiler/Conversion/ABI/SequenceRows.h"

namespace snnc {

/// Stores a block of spikes as a row of bytes or bits. With `join`, what the
/// row holds stays: the maximum of both. Bits behind the row's last are zero.
void writeSpikeRow(Emitter &, const Row &, const mlir::snn::Storage &,
                   bool join);

} // namespace snnc

#endif // SNNC_CONVERSION_ABI_SPIKEOUTPUTS_H
