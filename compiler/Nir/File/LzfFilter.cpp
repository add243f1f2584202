// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/LzfFilter.h"
#include <algorithm>
#include <cstdlib>
#include <hdf5.h>
#include <liblzf/lzf.h>

using namespace snnc;

/// Under which the HDF Group has it on its list.
static constexpr H5Z_filter_t lzfFilter = 32000;

/// The most bytes that one byte stands for: a copy of 264 takes 3.
static constexpr size_t maxRatio = 88;

/// HDF5's interface of a filter; 0 says that it failed. The third parameter in
/// the file is the size of a chunk.
static size_t expand(unsigned flags, size_t parameterCount,
                     const unsigned *parameters, size_t bytes,
                     size_t *bufferBytes, void **buffer) {
  if (!(flags & H5Z_FLAG_REVERSE) || parameterCount < 3)
    return 0;
  size_t room = std::min<size_t>(parameters[2], bytes * maxRatio);
  void *output = std::malloc(std::max<size_t>(room, 1));
  if (!output)
    return 0;
  size_t size = lzf_decompress(*buffer, bytes, output, room);
  if (size != parameters[2]) {
    std::free(output);
    return 0;
  }
  std::free(*buffer);
  *buffer = output;
  *bufferBytes = room;
  return size;
}

void hdf5::registerLzf() {
  static const H5Z_class2_t filter = {
      H5Z_CLASS_T_VERS,      lzfFilter,
      /*encoder_present=*/0,
      /*decoder_present=*/1, "lzf",     nullptr, nullptr, expand};
  if (H5Zfilter_avail(lzfFilter) <= 0)
    H5Zregister(&filter);
}
