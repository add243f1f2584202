/* Two models in one program, and two states of each at once. */
#include "acc.h"
#include "all.h"
#include <stdlib.h>
#include <string.h>

static acc_state acc[2];
static all_state all[2];

int main(void) {
  static const uint32_t key[2] = {0, 0};
  static float x[2 * 2 * 81], e[2 * 2 * 81];
  static float sums[2][4], a[2][20], b[2][20], s[2][20], simple[2][2 * 8 * 4],
      drawn[2][2 * 6], tiny[2][2 * 32], nir[2][2 * 2 * 16];
  int k;
  for (k = 0; k < 2 * 2 * 81; ++k) {
    x[k] = (float)(k % 7);
    e[k] = (float)(k % 2);
  }
  for (k = 0; k < 2; ++k) {
    acc_init_state(&acc[k], key);
    all_init_state(&all[k], key);
  }
  for (k = 0; k < 2; ++k) { /* the first is not disturbed by the second */
    acc_inputs in = {x};
    acc_outputs out = {sums[k]};
    all_inputs images = {x, e};
    all_outputs scores = {a[k],     b[k],    s[k],  simple[k],
                          drawn[k], tiny[k], nir[k]};
    acc_step(&acc[k], &in, &out);
    all_run(&all[k], &images, &scores, 2, 0);
  }
  if (memcmp(a[0], a[1], sizeof a[0]) ||
      memcmp(sums[0], sums[1], sizeof sums[0]))
    return 1;
  if (memcmp(&all[0], &all[1], sizeof all[0]))
    return 2;
  return a[0][0] == 0 ? 3 : EXIT_SUCCESS; /* a logarithm of a twentieth */
}
