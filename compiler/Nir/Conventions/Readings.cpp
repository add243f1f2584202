// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/Conventions/Readings.h"
#include "compiler/Nir/Conventions/Conventions.h"
#include "compiler/Nir/Layers/NodeFields.h"
#include "compiler/Nir/Layers/NodeToLayer.h"
#include "compiler/Spec/ConventionText.h"
#include "compiler/Spec/StepConstants.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace snnc;
using llvm::StringRef;

/// How far r may be from 1 or tau/dt to count as such: exporters round.
static constexpr double tolerance = 1e-3;

namespace {
/// The time constant of a node's membrane and its resistance.
struct Membrane {
  StringRef tauName;
  Constants tau, r;
};
} // namespace

/// Nothing for a node without them, or with fields that are wrong.
static std::optional<Membrane> membraneOf(const NirNode &node) {
  StringRef tauName = node.find("tau_mem") ? "tau_mem" : "tau";
  std::optional<Constants> tau = constantsOf(node, tauName);
  std::optional<Constants> r = constantsOf(node, "r");
  if (!tau || !r)
    return std::nullopt;
  return Membrane{tauName, *tau, *r};
}

/// Whether r is 1, or tau/dt.
static bool isPlain(const Membrane &membrane, double dt) {
  return membrane.r.areNear(1.0, tolerance) ||
         (membrane.r * (dt / membrane.tau)).areNear(1.0, tolerance);
}

/// The two ways in which r can be read.
static void noteReadings(Diagnostic &error, const Membrane &membrane) {
  std::string tau = formatShort(membrane.tau.values().front());
  std::string r = formatShort(membrane.r.values().front());
  std::string name = membrane.tauName.str();
  error.note({}, "first reading: r = " + r +
                     " is a resistance, and an input "
                     "weighs r dt/" +
                     name +
                     ": pass --dt SECONDS, for the "
                     "equations of NIR or beside --convention NAME");
  double dt = membrane.tau.values().front() / membrane.r.values().front();
  if (membrane.r.areNear(1.0, tolerance))
    error.note({}, "second reading: " + name + " = " + tau +
                       " counts steps, "
                       "or the framework fixes dt: pass --dt steps, or "
                       "--convention " +
                       llvm::join(presetNames().drop_front(), "|"));
  else
    error.note({}, "second reading: r was written as " + name +
                       "/dt, so dt is " + formatShort(dt) +
                       " and an input weighs 1: pass --convention snntorch, or "
                       "--dt " +
                       formatShort(dt) + " beside another --convention NAME");
}

/// " (and 2 more nodes)".
static std::string moreNodes(size_t count) {
  if (count == 0)
    return "";
  return " (and " + std::to_string(count) + " more node" +
         (count == 1 ? ")" : "s)");
}

/// Reports that nothing says the time step of `node` and `others` more.
static Diagnostic &reportNoStep(const NirNetwork::Node &node, size_t others,
                                const Place &place, Diagnostics &diagnostics) {
  Diagnostic &error = diagnostics.error(
      place, "how " + node.node->type + moreNodes(others) +
                 " steps is open: NIR stores no time step and no convention");
  if (std::optional<Membrane> membrane = membraneOf(*node.node)) {
    noteReadings(error, *membrane);
    return error;
  }
  error.note({}, "first reading: its time is in seconds: pass --dt SECONDS");
  error.note({}, "second reading: a step is its unit of time: pass --dt steps, "
                 "or --convention " +
                     llvm::join(presetNames().drop_front(), "|"));
  return error;
}

/// Reports that nothing says how `node` and `others` more are reset.
static Diagnostic &reportNoReset(const NirNetwork::Node &node, size_t others,
                                 const Place &place, Diagnostics &diagnostics) {
  Diagnostic &error = diagnostics.error(
      place, "how " + node.node->type + moreNodes(others) +
                 " is reset is open: a file of snnTorch does not say it");
  error.note({}, "first reading: as snnTorch's own layers by default, which "
                 "subtract the threshold a step later: pass --reset "
                 "subtract,next; for other layers docs/NIR.md has a table");
  error.note({}, "second reading: as snnTorch's importer, which resets to zero "
                 "at once: pass --reset zero");
  return error;
}

/// Whether r says something of the time step: not where inputs weigh 1 whatever
/// it is.
static bool looksAtResistance(const Convention &convention, const NirNode &node,
                              double dt) {
  return ruleOf(convention, node.type, dt).gain != Gain::One;
}

namespace {
/// The first of the nodes of which something is open, and how many they are.
struct OpenNodes {
  const NirNetwork::Node *first = nullptr;
  size_t count = 0;

  void add(const NirNetwork::Node &node) {
    first = first ? first : &node;
    ++count;
  }
};
} // namespace

/// Reports an r that does not go with the time step that the preset has.
static void checkResistance(const NirNetwork::Node &node, double dt,
                            const Convention &convention,
                            const std::string &path, Diagnostics &diagnostics) {
  std::optional<Membrane> membrane = membraneOf(*node.node);
  if (convention.dt || !membrane ||
      !looksAtResistance(convention, *node.node, dt) || isPlain(*membrane, dt))
    return;
  Diagnostic &error = diagnostics.error(
      {path, 0, 0, node.path},
      "'r' is neither 1 nor " + membrane->tauName + "/dt with the dt of " +
          nameOf(convention.preset) + ", " + formatShort(dt));
  noteReadings(error, *membrane);
}

void snnc::checkReadings(const NirNetwork &network,
                         const std::optional<Convention> &convention,
                         const std::string &recorded, const std::string &path,
                         Diagnostics &diagnostics) {
  OpenNodes withoutStep, withoutReset;
  for (const NirNetwork::Node &node : network.nodes) {
    if (convention && leavesResetOpen(*convention, node.node->type))
      withoutReset.add(node);
    if (!needsStep(*node.node))
      continue;
    std::optional<double> dt;
    if (convention)
      dt = stepOf(*convention, *node.node);
    if (dt)
      checkResistance(node, *dt, *convention, path, diagnostics);
    else
      withoutStep.add(node);
  }
  auto report = [&](const OpenNodes &nodes, auto function) {
    if (!nodes.first)
      return;
    Diagnostic &error =
        function(*nodes.first, nodes.count - 1,
                 Place{path, 0, 0, nodes.first->path}, diagnostics);
    if (!recorded.empty())
      error.note({}, "snnc wrote the file, to be read with " + recorded);
  };
  report(withoutStep, reportNoStep);
  report(withoutReset, reportNoReset);
}
