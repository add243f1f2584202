// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The filter with which h5py compresses when it is asked for "lzf". HDF5 itself
// does not have it.

#ifndef SNNC_COMPILER_NIR_FILE_LZFFILTER_H
#define SNNC_COMPILER_NIR_FILE_LZFFILTER_H

namespace snnc::hdf5 {

/// Makes the library read what was compressed so.
void registerLzf();

} // namespace snnc::hdf5

#endif // SNNC_COMPILER_NIR_FILE_LZFFILTER_H
