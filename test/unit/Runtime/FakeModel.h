// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model written by hand, as the compiler would lay one out, for the tests of
// the runtime. With x: [3] and g: [2, 2] a step does
//
//   acc.v(c, p) = 0.5 acc.v(c, p) + g(c, p) + x(0) + x(1) + x(2)
//   y: [2, 2] = acc.v;   total: [2] = the sums of acc.v over p, reduced: sum
//
// init_state sets acc.v(c, p) = key[0] + 10 c + p, bit k of acc.s: [70] for
// k mod 3 = 0, acc.delay(q, c) = 100 q + c, and element (c, p) of slot q of the
// spike queue acc.queue: [2, 65, 2] for (c + p + q) mod 2 = 0. The oldest slot
// of acc.delay is block 2, that of acc.queue block 1.

#ifndef SNNC_TEST_UNIT_RUNTIME_FAKEMODEL_H
#define SNNC_TEST_UNIT_RUNTIME_FAKEMODEL_H

#include <snn/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

extern const struct snn_model fake_model;

#ifdef __cplusplus
}
#endif

#endif // SNNC_TEST_UNIT_RUNTIME_FAKEMODEL_H
