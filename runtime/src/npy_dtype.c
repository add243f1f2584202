// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NumPy's element types as f32, rounded to nearest.

#include "npy.h"

#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the .npy reader and writer copy little-endian numbers as they are"
#endif

#define DEFINE_CONVERT(name, type)                                             \
  static void name(const unsigned char *from, float *to, size_t count) {       \
    for (size_t i = 0; i < count; ++i) {                                       \
      type value;                                                              \
      memcpy(&value, from + i * sizeof value, sizeof value);                   \
      to[i] = (float)value;                                                    \
    }                                                                          \
  }

DEFINE_CONVERT(convert_f4, float)
DEFINE_CONVERT(convert_f8, double)
DEFINE_CONVERT(convert_i1, int8_t)
DEFINE_CONVERT(convert_i2, int16_t)
DEFINE_CONVERT(convert_i4, int32_t)
DEFINE_CONVERT(convert_i8, int64_t)
DEFINE_CONVERT(convert_u1, uint8_t)
DEFINE_CONVERT(convert_u2, uint16_t)
DEFINE_CONVERT(convert_u4, uint32_t)
DEFINE_CONVERT(convert_u8, uint64_t)

static void convert_bool(const unsigned char *from, float *to, size_t count) {
  for (size_t i = 0; i < count; ++i)
    to[i] = from[i] ? 1.0f : 0.0f;
}

/// binary16 to binary32, exact. A half is a sign, 5 bits of exponent (bias 15)
/// and 10 of fraction; a float has 8 (bias 127) and 23.
static float half_to_float(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
  uint32_t exponent = half >> 10 & 0x1fu, fraction = half & 0x3ffu;
  float value;
  if (exponent == 0) { // Zero, or subnormal: fraction * 2^-24.
    value = (float)fraction * 0x1p-24f;
    return sign ? -value : value;
  }
  uint32_t bits = sign | fraction << 13;
  bits |= exponent == 0x1fu ? 0x7f800000u : (exponent + 127 - 15) << 23;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static void convert_f2(const unsigned char *from, float *to, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    uint16_t half;
    memcpy(&half, from + i * sizeof half, sizeof half);
    to[i] = half_to_float(half);
  }
}

static const struct snni_npy_dtype dtypes[] = {
    {"f4", 4, convert_f4},   {"f8", 8, convert_f8}, {"f2", 2, convert_f2},
    {"b1", 1, convert_bool}, {"i1", 1, convert_i1}, {"i2", 2, convert_i2},
    {"i4", 4, convert_i4},   {"i8", 8, convert_i8}, {"u1", 1, convert_u1},
    {"u2", 2, convert_u2},   {"u4", 4, convert_u4}, {"u8", 8, convert_u8},
};

const struct snni_npy_dtype *snni_npy_find_dtype(const char *code,
                                                 size_t length) {
  for (size_t i = 0; i < sizeof dtypes / sizeof dtypes[0]; ++i)
    if (strlen(dtypes[i].code) == length &&
        memcmp(dtypes[i].code, code, length) == 0)
      return &dtypes[i];
  return NULL;
}
