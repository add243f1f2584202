// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/GraphPicture.h"

#include "compiler/Tools/Svg.h"
#include "compiler/Tools/Table.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace snnc;
using namespace mlir;

namespace {

constexpr int64_t margin = 16, gap = 26, laneWidth = 12, portHeight = 12;
constexpr int64_t leastHeight = 40, labelHeight = 3;

enum class Side { Left, Right };

/// Who is read by whom, and how late.
struct Edge {
  size_t from, to;
  int64_t delay;
  std::string label;
  int64_t port = 0; ///< Where it arrives, from the top of the reader's box.
};

/// A box: an input, a layer or an output.
struct Node {
  std::string name, type, detail;
  StringRef style;
  int64_t top = 0, height = leastHeight;
  size_t ports[2] = {0, 0}; ///< Edges that arrive on each side.
  int64_t centre() const { return top + height / 2; }
};

/// All that leaves a box on one side: one line, from which edges branch off.
struct Trunk {
  size_t from;
  Side side;
  std::vector<const Edge *> edges;
  int64_t top, bottom;
  size_t lane = 0; ///< Counted from the boxes.
};

class GraphPicture {
public:
  GraphPicture(StringRef name, const Densities *densities)
      : name(name), densities(densities) {}

  void addPorts(ArrayAttr ports, bool isInput);
  void addLayers(const Summary &summary);
  void addOutputs(ArrayAttr ports, const Summary &summary);
  std::string draw();

private:
  size_t find(StringRef source, size_t reader, int64_t delay) const;
  void addEdge(const EdgeSummary &edge, size_t reader,
               const LayerDensities *known, bool isOnly);
  std::optional<double> densityOf(const Node &source) const;
  bool isStraight(const Edge &edge) const {
    return edge.delay == 0 && edge.to == edge.from + 1;
  }
  static Side sideOf(const Edge &edge) {
    return edge.delay ? Side::Left : Side::Right;
  }
  void placeBoxes();
  void placeTrunks();
  int64_t laneX(const Trunk &trunk) const;
  void drawTrunk(const Trunk &trunk);
  void drawStraight(const Edge &edge);
  void drawBox(const Node &node);

  std::string name;
  const Densities *densities;
  std::vector<Node> nodes;
  std::vector<Edge> edges;
  std::vector<Trunk> trunks;
  size_t lanes[2] = {0, 0};
  int64_t labelWidth[2] = {0, 0};
  int64_t left = 0, width = 180; ///< Of the boxes.
  Svg svg;
};

} // namespace

//===----------------------------------------------------------------------===//
// What there is
//===----------------------------------------------------------------------===//

static std::string shapeText(RankedTensorType type) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(type.getShape(), os);
  os << (type.getElementType().isInteger(1) ? "] spikes" : "]");
  return text;
}

static StringRef styleOf(RankedTensorType type) {
  return type.getElementType().isInteger(1) ? "spikes" : "numbers";
}

void GraphPicture::addPorts(ArrayAttr ports, bool isInput) {
  for (auto port : ports.getAsRange<snn::PortAttr>()) {
    std::string detail = shapeText(port.getType());
    if (port.getReduce() != snn::Reduce::None)
      detail +=
          ", " + snn::stringifyReduce(port.getReduce()).str() + " over steps";
    nodes.push_back(
        {port.getName().str(), isInput ? "input" : "output", detail, "port"});
  }
}

void GraphPicture::addLayers(const Summary &summary) {
  size_t first = nodes.size();
  for (const LayerSummary &layer : summary.layers) {
    std::string detail = shapeText(layer.output);
    if (layer.parameters)
      detail += ", " + std::to_string(layer.parameters) + " parameters";
    nodes.push_back({layer.name, layer.type, detail, styleOf(layer.output)});
  }
  for (auto [index, layer] : llvm::enumerate(summary.layers)) {
    const LayerDensities *known =
        densities ? densities->find(layer.name) : nullptr;
    for (const EdgeSummary &edge : layer.edges)
      addEdge(edge, first + index, known, layer.edges.size() == 1);
  }
}

void GraphPicture::addOutputs(ArrayAttr ports, const Summary &summary) {
  size_t firstOutput = nodes.size();
  addPorts(ports, /*isInput=*/false);
  for (auto [index, edge] : llvm::enumerate(summary.outputs))
    addEdge(edge, firstOutput + index, nullptr, false);
}

/// The box of a source. Two operations may have one layer's name: what is read
/// of this step is the last before the reader, of others the last of all.
size_t GraphPicture::find(StringRef source, size_t reader,
                          int64_t delay) const {
  size_t end = delay ? nodes.size() : reader;
  for (size_t index = end; index-- > 0;)
    if (nodes[index].name == source && nodes[index].type != "output")
      return index;
  return nodes.size();
}

std::optional<double> GraphPicture::densityOf(const Node &source) const {
  if (!densities)
    return std::nullopt;
  if (source.type == "input")
    return densities->findInput(source.name);
  if (const LayerDensities *known = densities->find(source.name))
    return known->result;
  return std::nullopt;
}

static std::string labelOf(int64_t delay, std::optional<double> density) {
  std::string text = delay ? "t-" + std::to_string(delay) : "";
  if (density)
    text += (text.empty() ? "" : " ") + formatted("%.1f %%", 100 * *density);
  return text;
}

void GraphPicture::addEdge(const EdgeSummary &edge, size_t reader,
                           const LayerDensities *known, bool isOnly) {
  size_t source = find(edge.source, reader, edge.delay);
  if (source == nodes.size())
    return;
  std::optional<double> density = densityOf(nodes[source]);
  // A profile knows an input by the one layer with weights that reads it.
  if (!density && known && isOnly && known->inputs.size() == 1)
    density = known->inputs.front();
  edges.push_back({source, reader, edge.delay, labelOf(edge.delay, density)});
}

//===----------------------------------------------------------------------===//
// Where it goes
//===----------------------------------------------------------------------===//

void GraphPicture::placeBoxes() {
  for (Edge &edge : edges)
    if (!isStraight(edge))
      edge.port = nodes[edge.to].ports[size_t(sideOf(edge))]++;
  int64_t top = margin + 30;
  for (Node &node : nodes) {
    size_t most = std::max(node.ports[0], node.ports[1]);
    // The lowest place of a side is for what leaves there.
    node.height = std::max<int64_t>(leastHeight, (most + 2) * portHeight);
    node.top = top;
    top += node.height + gap;
    width = std::max({width, 28 + textWidth(node.name + "  " + node.type),
                      28 + textWidth(node.detail)});
  }
  for (Edge &edge : edges) {
    edge.port = nodes[edge.to].top + (edge.port + 1) * portHeight;
    if (!isStraight(edge)) {
      int64_t &widest = labelWidth[size_t(sideOf(edge))];
      widest = std::max(widest, textWidth(edge.label) + 16);
    }
  }
}

/// Trunks that are side by side get lanes of their own, short ones near to the
/// boxes.
void GraphPicture::placeTrunks() {
  for (size_t from = 0; from < nodes.size(); ++from)
    for (Side side : {Side::Left, Side::Right}) {
      int64_t exit = nodes[from].top + nodes[from].height - portHeight / 2;
      Trunk trunk = {from, side, {}, exit, exit};
      for (const Edge &edge : edges)
        if (edge.from == from && !isStraight(edge) && sideOf(edge) == side) {
          trunk.edges.push_back(&edge);
          trunk.top = std::min(trunk.top, edge.port);
          trunk.bottom = std::max(trunk.bottom, edge.port);
        }
      if (!trunk.edges.empty())
        trunks.push_back(trunk);
    }
  llvm::stable_sort(trunks, [](const Trunk &a, const Trunk &b) {
    return a.bottom - a.top < b.bottom - b.top;
  });
  for (auto [index, trunk] : llvm::enumerate(trunks)) {
    std::vector<bool> taken(index + 1);
    for (const Trunk &other : llvm::ArrayRef(trunks).take_front(index))
      if (other.side == trunk.side && other.top <= trunk.bottom + laneWidth &&
          trunk.top <= other.bottom + laneWidth)
        taken[other.lane] = true;
    trunk.lane = llvm::find(taken, false) - taken.begin();
    size_t &count = lanes[size_t(trunk.side)];
    count = std::max(count, trunk.lane + 1);
  }
  left = margin + labelWidth[0] + laneWidth * lanes[0];
}

int64_t GraphPicture::laneX(const Trunk &trunk) const {
  int64_t away = labelWidth[size_t(trunk.side)] + laneWidth * trunk.lane;
  return trunk.side == Side::Left ? left - away : left + width + away;
}

//===----------------------------------------------------------------------===//
// How it looks
//===----------------------------------------------------------------------===//

void GraphPicture::drawTrunk(const Trunk &trunk) {
  bool isLeft = trunk.side == Side::Left;
  int64_t boxX = isLeft ? left : left + width, x = laneX(trunk);
  int64_t exit =
      nodes[trunk.from].top + nodes[trunk.from].height - portHeight / 2;
  int64_t inwards = isLeft ? 1 : -1;
  for (const Edge *edge : trunk.edges) {
    // Corners of 4 pixels.
    int64_t turn = edge->port > exit ? 4 : -4;
    svg.raw() << "<path class=\"edge" << (isLeft ? " late" : "") << "\" d=\"M"
              << boxX << ' ' << exit << 'H' << x + 4 * inwards << 'Q' << x
              << ' ' << exit << ' ' << x << ' ' << exit + turn << 'V'
              << edge->port - turn << 'Q' << x << ' ' << edge->port << ' '
              << x + 4 * inwards << ' ' << edge->port << 'H' << boxX - inwards
              << "\" marker-end=\"url(#" << (isLeft ? "late" : "now")
              << ")\"/>\n";
    svg.text(boxX - 10 * inwards, edge->port - labelHeight, edge->label,
             "small", isLeft ? "end" : "");
  }
}

void GraphPicture::drawStraight(const Edge &edge) {
  const Node &from = nodes[edge.from];
  int64_t x = left + width / 2;
  svg.raw() << "<path class=\"edge\" d=\"M" << x << ' '
            << from.top + from.height << 'V' << nodes[edge.to].top - 1
            << "\" marker-end=\"url(#now)\"/>\n";
  if (!edge.label.empty())
    svg.text(x + 8, from.top + from.height + 16, edge.label, "small");
}

void GraphPicture::drawBox(const Node &node) {
  svg.raw() << "<g><title>" << Svg::escaped(node.name) << "</title>"
            << "<rect class=\"" << node.style << "\" x=\"" << left << "\" y=\""
            << node.top << "\" width=\"" << width << "\" height=\""
            << node.height << "\" rx=\"" << (node.style == "port" ? 14 : 4)
            << "\"/>\n<text x=\"" << left + width / 2 << "\" y=\""
            << node.centre() - 4
            << "\" text-anchor=\"middle\"><tspan class=\"name\">"
            << Svg::escaped(node.name) << "</tspan>  "
            << Svg::escaped(node.type) << "</text>\n";
  svg.text(left + width / 2, node.centre() + 11, node.detail, "small",
           "middle");
  svg.raw() << "</g>\n";
}

static constexpr llvm::StringLiteral style =
    ".name{font-weight:bold}.edge{fill:none;stroke:#555}"
    ".late{stroke:#b5531c}"
    "rect.port{fill:#fff;stroke:#555}rect.spikes{fill:#fde8c8;stroke:#b5831c}"
    "rect.numbers{fill:#dbe8f6;stroke:#4a77ab}\n";

static constexpr llvm::StringLiteral arrows =
    "<defs><marker id=\"now\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
    "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 1L8 4L0 "
    "7z\" fill=\"#555\"/></marker><marker id=\"late\" viewBox=\"0 0 8 8\" "
    "refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
    "orient=\"auto\"><path d=\"M0 1L8 4L0 7z\" fill=\"#b5531c\"/></marker>"
    "</defs>\n";

std::string GraphPicture::draw() {
  for (Node &node : nodes) {
    node.name = shortened(node.name, 48);
    node.detail = shortened(node.detail, 60);
  }
  placeBoxes();
  placeTrunks();
  svg.raw() << arrows;
  svg.text(left + width / 2, margin + 8, name, "head", "middle");
  for (const Edge &edge : edges)
    if (isStraight(edge))
      drawStraight(edge);
  for (const Trunk &trunk : trunks)
    drawTrunk(trunk);
  for (const Node &node : nodes)
    drawBox(node);
  int64_t right = left + width + labelWidth[1] + laneWidth * lanes[1];
  int64_t bottom =
      nodes.empty() ? margin : nodes.back().top + nodes.back().height;
  return svg.finish(std::max(right + margin, left + width + margin),
                    bottom + margin, "the layers of " + name, style);
}

std::string snnc::drawGraph(StringRef name, snn::ModelOp model,
                            const Summary &summary,
                            const Densities *densities) {
  GraphPicture picture(name, densities);
  picture.addPorts(model.getInputs(), /*isInput=*/true);
  picture.addLayers(summary);
  picture.addOutputs(model.getOutputs(), summary);
  return picture.draw();
}
