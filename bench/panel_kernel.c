/* Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

   The yardstick: Linear layers with SimpleLIF neurons on spikes, written by
   hand for one core. Outputs are cut into panels of LANES; a panel's potentials
   stay in registers for a tile of steps, its weights [input][lane] stay in a
   cache, and every spike costs one vector addition.

     panel_kernel FOLDER BATCH TILE DECAY SECONDS [y.npy]

   FOLDER has x.npy [batch, steps, inputs] and, for layers k = 0, 1...,
   k.weight.npy [outputs, inputs] and k.bias.npy [outputs]. */

#include "timing.h"

#include <snn/npy.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef LANES
#define LANES 32
#endif

enum { maxLayers = 8, atOnce = 4 };

typedef float Lanes __attribute__((ext_vector_type(LANES)));
typedef bool Bits __attribute__((ext_vector_type(LANES)));

/* The spikes of a layer in a tile: for each sample and step a list of indices.
 */
typedef struct {
  size_t width;
  uint16_t *indices; /* [sample][step][width] */
  uint32_t *counts;  /* [sample][step] */
} Events;

typedef struct {
  size_t inputs, outputs, panels;
  Lanes *weights;    /* [panel][input] */
  Lanes *biases;     /* [panel] */
  Lanes *potentials; /* [panel][sample] */
  Events spikes;
} Layer;

typedef struct {
  size_t batch, steps, tile, inputs, layers;
  float decay;
  const float *x; /* [batch][steps][inputs] */
  float *y;       /* [batch][steps][outputs of the last layer] */
  Events events;
  Layer layer[maxLayers];
} Network;

static Events createEvents(const Network *net, size_t neurons) {
  size_t width = neurons + atOnce; /* appendSpikes may write beyond the last. */
  size_t lists = net->batch * net->tile;
  return (Events){width, allocate(lists * width * sizeof(uint16_t)),
                  allocate(lists * sizeof(uint32_t))};
}

/* Adds the lanes of `fires`, whose first one is `base`, to a list. Four at a
   time, needed or not: how many there are is hard to predict for a branch. */
static inline void appendSpikes(Events *events, size_t list, size_t base,
                                Bits fires) {
  uint64_t word = 0;
  memcpy(&word, &fires, LANES / 8);
  uint16_t *end = events->indices + list * events->width + events->counts[list];
  events->counts[list] += (uint32_t)__builtin_popcountll(word);
  for (; word; end += atOnce)
    for (size_t i = 0; i < atOnce; ++i, word &= word - 1)
      end[i] = (uint16_t)(base + (size_t)__builtin_ctzg(word, 64));
}

static void collectInput(Network *net, size_t first, size_t steps) {
  for (size_t sample = 0; sample < net->batch; ++sample)
    for (size_t t = 0; t < steps; ++t) {
      const float *x = net->x + (sample * net->steps + first + t) * net->inputs;
      size_t list = sample * net->tile + t;
      net->events.counts[list] = 0;
      for (size_t base = 0; base < net->inputs; base += LANES) {
        size_t left = net->inputs - base;
        Lanes values = 0;
        if (left >= LANES)
          memcpy(&values, x + base, sizeof values);
        else
          memcpy(&values, x + base, left * sizeof(float));
        Bits fires = __builtin_convertvector(values != 0.0f, Bits);
        appendSpikes(&net->events, list, base, fires);
      }
    }
}

static inline Lanes sumRows(const Lanes *rows, Lanes sum,
                            const uint16_t *indices, uint32_t count) {
  for (uint32_t k = 0; k < count; ++k)
    sum += rows[indices[k]];
  return sum;
}

/* One panel of one sample over the steps of a tile. `y`: where the spikes go
   besides, or null. */
static void runPanel(const Network *net, Layer *layer, const Events *in,
                     size_t panel, size_t sample, size_t steps, float *y) {
  const Lanes *rows = layer->weights + panel * layer->inputs;
  const Lanes bias = layer->biases[panel];
  const float decay = net->decay, gain = 1 - decay;
  size_t base = panel * LANES, left = layer->outputs - base;
  Lanes v = layer->potentials[panel * net->batch + sample];
  for (size_t t = 0; t < steps; ++t) {
    size_t list = sample * net->tile + t;
    Lanes sum =
        sumRows(rows, bias, in->indices + list * in->width, in->counts[list]);
    v = __builtin_elementwise_fma((Lanes)decay, v, gain * sum);
    Bits fires = __builtin_convertvector(v >= 1.0f, Bits);
    v = fires ? (Lanes)0.0f : v;
    if (!y) {
      appendSpikes(&layer->spikes, list, base, fires);
      continue;
    }
    Lanes ones = fires ? (Lanes)1.0f : (Lanes)0.0f;
    memcpy(y + t * layer->outputs + base, &ones,
           (left < LANES ? left : LANES) * sizeof(float));
  }
  layer->potentials[panel * net->batch + sample] = v;
}

static void runTile(Network *net, size_t first, size_t steps) {
  collectInput(net, first, steps);
  const Events *in = &net->events;
  for (size_t k = 0; k < net->layers; ++k) {
    Layer *layer = &net->layer[k];
    bool last = k + 1 == net->layers;
    memset(layer->spikes.counts, 0, net->batch * net->tile * sizeof(uint32_t));
    for (size_t panel = 0; panel < layer->panels; ++panel)
      for (size_t sample = 0; sample < net->batch; ++sample) {
        float *y = net->y + (sample * net->steps + first) * layer->outputs;
        runPanel(net, layer, in, panel, sample, steps, last ? y : NULL);
      }
    in = &layer->spikes;
  }
}

static void runNetwork(void *context) {
  Network *net = context;
  for (size_t k = 0; k < net->layers; ++k)
    memset(net->layer[k].potentials, 0,
           net->layer[k].panels * net->batch * sizeof(Lanes));
  for (size_t first = 0; first < net->steps; first += net->tile) {
    size_t left = net->steps - first;
    runTile(net, first, left < net->tile ? left : net->tile);
  }
}

static bool readArray(const char *folder, const char *name, snn_npy *array) {
  char path[4096];
  snn_message message;
  snprintf(path, sizeof path, "%s/%s.npy", folder, name);
  return !snn_npy_read(path, array, &message);
}

/* Reads and packs layer k; false if there is none. */
static bool readLayer(Network *net, const char *folder, size_t k) {
  char name[32];
  snn_npy weight, bias;
  snprintf(name, sizeof name, "%zu.weight", k);
  if (k == maxLayers || !readArray(folder, name, &weight))
    return false;
  snprintf(name, sizeof name, "%zu.bias", k);
  if (!readArray(folder, name, &bias))
    fail("a layer has no bias");
  Layer *layer = &net->layer[k];
  layer->outputs = weight.shape[0];
  layer->inputs = weight.shape[1];
  layer->panels = (layer->outputs + LANES - 1) / LANES;
  layer->weights = allocate(layer->panels * layer->inputs * sizeof(Lanes));
  layer->biases = allocate(layer->panels * sizeof(Lanes));
  layer->potentials = allocate(layer->panels * net->batch * sizeof(Lanes));
  layer->spikes = createEvents(net, layer->outputs);
  for (size_t o = 0; o < layer->outputs; ++o) {
    size_t panel = o / LANES, lane = o % LANES;
    layer->biases[panel][lane] = bias.data[o];
    for (size_t i = 0; i < layer->inputs; ++i)
      layer->weights[panel * layer->inputs + i][lane] =
          weight.data[o * layer->inputs + i];
  }
  snn_npy_free(&weight);
  snn_npy_free(&bias);
  return true;
}

int main(int argc, char **argv) {
  if (argc < 6)
    fail("usage: panel_kernel FOLDER BATCH TILE DECAY SECONDS [y.npy]");
  Network net = {.batch = strtoul(argv[2], NULL, 10),
                 .tile = strtoul(argv[3], NULL, 10),
                 .decay = strtof(argv[4], NULL)};
  snn_npy x;
  if (!readArray(argv[1], "x", &x) || net.batch > x.shape[0] || !net.tile)
    fail("no input, too few samples, or no tile");
  net.steps = x.shape[1];
  net.inputs = x.shape[2];
  net.x = x.data;
  net.events = createEvents(&net, net.inputs);
  while (readLayer(&net, argv[1], net.layers))
    ++net.layers;
  if (!net.layers)
    fail("no weights");
  size_t outputs = net.layer[net.layers - 1].outputs;
  net.y = allocate(net.batch * net.steps * outputs * sizeof(float));
  size_t repeats;
  double seconds =
      medianSeconds(runNetwork, &net, strtod(argv[5], NULL), &repeats);
  size_t shape[] = {net.batch, net.steps, outputs};
  if (argc > 6 && snn_npy_write(argv[6], net.y, 3, shape, NULL))
    fail("the spikes can't be written");
  printf("{\"us\": %.9g, \"repeats\": %zu, \"peak_mb\": %.1f}\n",
         seconds * 1e6 / (double)(net.steps * net.batch), repeats,
         peakMegabytes());
}
