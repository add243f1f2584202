/* Two models side by side, each with its state: stepped alike, they agree. */
#include "left.h"
#include "right.h"

int main(void) {
  static left_state l;
  static right_state r;
  const uint32_t key[2] = {0, 0};
  float x[3] = {4, 4, 4}, lif_l[2], lif_r[2], sum = 0;
  left_inputs in_l = {x};
  right_inputs in_r = {x};
  left_outputs out_l = {lif_l};
  right_outputs out_r = {lif_r};
  int t;
  left_init_state(&l, key);
  right_init_state(&r, key);
  for (t = 0; t < 50; ++t) {
    left_step(&l, &in_l, &out_l);
    right_step(&r, &in_r, &out_r);
    if (lif_l[0] != lif_r[0] || lif_l[1] != lif_r[1])
      return 1;
    sum += lif_l[0];
  }
  return sum > 0 ? 0 : 2;
}
