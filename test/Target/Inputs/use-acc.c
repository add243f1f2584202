/* Two steps of the accumulator, then both again in one run from a snapshot. */
#include "acc.h"

int main(void) {
  acc_state state, snapshot;
  const uint32_t key[2] = {0, 0};
  float x[8] = {1, 2, 3, 4, 1, 2, 3, 4}, v[8], last[4];
  acc_inputs in;
  acc_outputs out;
  in.x = x;
  out.v = v;
  if ((size_t)&state % ACC_STATE_ALIGN != 0)
    return 1;
  acc_init_state(&state, key);
  snapshot = state;
  acc_step(&state, &in, &out);
  acc_step(&state, &in, &out);
  if (v[0] != 2 || v[3] != 32)
    return 2;
  out.v = last;
  acc_run(&snapshot, &in, &out, 2, 1);
  return last[0] == v[0] && last[1] == v[1] && last[2] == v[2] &&
                 last[3] == v[3]
             ? 0
             : 3;
}
