// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/NirListing.h"

#include "compiler/Nir/DescribeNir.h"
#include "compiler/Spec/Json.h"
#include "compiler/Spec/Printable.h"
#include "compiler/Tools/Table.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

static void printNodes(llvm::raw_ostream &os,
                       const std::vector<NodeDescription> &nodes) {
  std::vector<Row> rows = {{"node", "type", "reads", "becomes"}};
  for (const NodeDescription &node : nodes)
    rows.push_back({node.path, node.type, node.reads, node.becomes});
  printTable(os, rows);
}

/// "a, b and 3 more": the neurons of which the same is said.
static std::string namesText(const std::vector<std::string> &paths) {
  constexpr size_t most = 4;
  std::string text = llvm::join(llvm::ArrayRef(paths).take_front(most), ", ");
  if (paths.size() > most)
    text += " and " + std::to_string(paths.size() - most) + " more";
  return text;
}

static void printSteps(llvm::raw_ostream &os, const NeuronDescription &neuron) {
  os << '\n'
     << neuron.type << ' ' << printable(namesText(neuron.paths)) << '\n';
  std::vector<Row> rows = {{"convention", "dt", "v decay", "v gain", "i decay",
                            "i gain", "threshold"}};
  for (const StepDescription &step : neuron.steps)
    rows.push_back({step.preset, step.dt, step.vDecay, step.vGain, step.iDecay,
                    step.iGain, step.threshold});
  // A neuron has the same constants by every convention.
  const StepDescription &last = neuron.steps.back();
  const std::string *cells[] = {&last.vDecay, &last.vGain, &last.iDecay,
                                &last.iGain, &last.threshold};
  for (size_t column = 6; column > 1; --column)
    if (cells[column - 2]->empty())
      for (Row &row : rows)
        row.erase(row.begin() + column);
  printTable(os, rows);
}

void snnc::printNirListing(llvm::raw_ostream &os, StringRef path,
                           const NirImport &import,
                           const std::optional<Convention> &convention) {
  const NirNetwork &network = *import.network;
  os << printable(path) << ": NIR";
  if (!import.file->version.empty())
    os << ", written by nir " << printable(import.file->version);
  os << ", " << network.nodes.size() << " nodes, " << network.edges.size()
     << " edges\n";
  printNodes(os, describeNodes(import, convention));
  for (const NeuronDescription &neuron : describeSteps(import, convention))
    printSteps(os, neuron);
  os << '\n';
}

static void printStep(llvm::json::OStream &json, const StepDescription &step) {
  std::pair<StringRef, const std::string *> parts[] = {
      {"convention", &step.preset},  {"dt", &step.dt},
      {"v_decay", &step.vDecay},     {"v_gain", &step.vGain},
      {"i_decay", &step.iDecay},     {"i_gain", &step.iGain},
      {"threshold", &step.threshold}};
  for (auto [key, value] : parts)
    if (!value->empty())
      json.attribute(key, *value);
}

void snnc::printNirListing(llvm::json::OStream &json, const NirImport &import,
                           const std::optional<Convention> &convention) {
  json.attributeArray("nodes", [&] {
    for (const NodeDescription &node : describeNodes(import, convention))
      json.object([&] {
        json.attribute("node", jsonText(node.path));
        json.attribute("type", jsonText(node.type));
        json.attribute("reads", jsonText(node.reads));
        json.attribute("becomes", node.becomes);
      });
  });
  json.attributeArray("conventions", [&] {
    for (const NeuronDescription &neuron : describeSteps(import, convention))
      json.object([&] {
        json.attributeArray("nodes", [&] {
          for (const std::string &path : neuron.paths)
            json.value(jsonText(path));
        });
        json.attributeArray("steps", [&] {
          for (const StepDescription &step : neuron.steps)
            json.object([&] { printStep(json, step); });
        });
      });
  });
}
