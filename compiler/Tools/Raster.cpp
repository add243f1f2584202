// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Raster.h"

#include "compiler/Tools/Svg.h"
#include "compiler/Tools/Table.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>

using namespace snnc;
using llvm::StringRef;

namespace {

constexpr size_t plotX = 190, plotWidth = 1000, firstY = 40, gap = 14;
constexpr size_t mostColumns = 1000, mostCurves = 10, curveHeight = 80;
constexpr double widestMark = 4;
/// Marks and points of a picture, of some bytes each.
constexpr size_t mostMarks = 400000;

/// A band with its place.
struct PlacedBand {
  const RasterBand &band;
  size_t perRow = 1; ///< Neurons of a line.
  size_t rows = 1;
  size_t y = 0, height = curveHeight;
};

class Raster {
public:
  Raster(llvm::ArrayRef<RasterBand> bands, size_t steps, size_t firstStep);
  std::string draw(StringRef title);

private:
  bool isMarked(const PlacedBand &placed, size_t row, size_t column) const;
  void drawMarks(const PlacedBand &placed);
  std::pair<float, float> findRange(const RasterBand &band) const;
  void drawCurves(const PlacedBand &placed);
  void drawCurve(const PlacedBand &placed, size_t neuron, float low,
                 float high);
  void drawFrame(const PlacedBand &placed, StringRef top, StringRef bottom);
  void drawTimeAxis(size_t y);
  std::string describeThinning() const;

  size_t steps, firstStep;
  size_t perColumn, columns; ///< Steps of a column.
  std::vector<PlacedBand> placed;
  Svg svg;
};

} // namespace

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

Raster::Raster(llvm::ArrayRef<RasterBand> bands, size_t steps, size_t firstStep)
    : steps(steps), firstStep(firstStep) {
  size_t mostRows = std::clamp<size_t>(600 / bands.size(), 20, 300);
  size_t y = firstY, marksOfColumn = 0;
  for (const RasterBand &band : bands) {
    PlacedBand place = {band};
    place.y = y;
    if (band.isSpikes) {
      place.perRow = llvm::divideCeil(band.neurons, mostRows);
      place.rows = llvm::divideCeil(band.neurons, place.perRow);
      size_t rowHeight = std::clamp<size_t>(160 / place.rows, 1, 8);
      place.height = std::max<size_t>(30, place.rows * rowHeight);
    }
    marksOfColumn += band.isSpikes ? place.rows : 2 * mostCurves;
    y += place.height + gap;
    placed.push_back(place);
  }
  size_t most = std::clamp<size_t>(mostMarks / marksOfColumn, 1, mostColumns);
  perColumn = llvm::divideCeil(steps, most);
  columns = llvm::divideCeil(steps, perColumn);
}

std::string Raster::describeThinning() const {
  size_t most = 1;
  bool leavesOut = false;
  for (const PlacedBand &place : placed) {
    most = std::max(most, place.perRow);
    leavesOut |= !place.band.isSpikes && place.band.neurons > mostCurves;
  }
  std::string text;
  if (perColumn > 1)
    text += llvm::formatv("A column is {0} steps. ", perColumn).str();
  if (most > 1)
    text += llvm::formatv("A line is up to {0} neurons. ", most).str();
  if (!text.empty())
    text += "A mark is where one of them spikes. ";
  if (leavesOut)
    text +=
        llvm::formatv("Curves are of the first {0} neurons.", mostCurves).str();
  return text;
}

//===----------------------------------------------------------------------===//
// Spikes
//===----------------------------------------------------------------------===//

bool Raster::isMarked(const PlacedBand &place, size_t row,
                      size_t column) const {
  size_t count = place.band.neurons;
  size_t lastStep = std::min(steps, (column + 1) * perColumn);
  size_t first = row * place.perRow;
  size_t last = std::min(count, first + place.perRow);
  for (size_t step = column * perColumn; step < lastStep; ++step)
    for (size_t neuron = first; neuron < last; ++neuron)
      if (place.band.values[step * count + neuron] != 0.0f)
        return true;
  return false;
}

/// One path, in lines and columns. Where a column is narrow, those side by side
/// are one mark.
void Raster::drawMarks(const PlacedBand &place) {
  double scaleX = double(plotWidth) / columns;
  double scaleY = double(place.height) / place.rows;
  bool isNarrow = scaleX <= widestMark;
  std::string single = llvm::formatv("h{0:f2}", widestMark / scaleX);
  svg.raw() << "<path class=\"spikes\" transform=\"translate(" << plotX << ' '
            << place.y << ") "
            << llvm::formatv("scale({0:f4} {1:f4})", scaleX, scaleY)
            << " translate(0 .5)\" stroke-width=\""
            << (scaleY >= 3 ? ".8" : "1") << "\" d=\"";
  for (size_t row = 0; row < place.rows; ++row)
    for (size_t column = 0; column < columns; ++column) {
      if (!isMarked(place, row, column))
        continue;
      svg.raw() << 'M' << column << ' ' << row;
      if (!isNarrow) {
        svg.raw() << single;
        continue;
      }
      size_t end = column + 1;
      while (end < columns && isMarked(place, row, end))
        ++end;
      svg.raw() << 'h' << end - column;
      column = end;
    }
  svg.raw() << "\"/>\n";
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

static size_t countCurves(const RasterBand &band) {
  return std::min(band.neurons, mostCurves);
}

/// Of what is finite.
std::pair<float, float> Raster::findRange(const RasterBand &band) const {
  float low = INFINITY, high = -INFINITY;
  for (size_t step = 0; step < steps; ++step)
    for (size_t neuron = 0; neuron < countCurves(band); ++neuron) {
      float value = band.values[step * band.neurons + neuron];
      if (!std::isfinite(value))
        continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  return low <= high ? std::pair(low, high) : std::pair(0.0f, 0.0f);
}

/// The least and the largest of each column, joined; a gap where one is not
/// finite.
void Raster::drawCurve(const PlacedBand &place, size_t neuron, float low,
                       float high) {
  static constexpr const char *colors[mostCurves] = {
      "#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e",
      "#17becf", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22"};
  double range = double(high) - low, width = double(plotWidth) / columns;
  auto height = [&](float value) {
    double part = range > 0 ? (double(value) - low) / range : 0.5;
    return place.y + place.height - 4 - part * (place.height - 8);
  };
  svg.raw() << "<path class=\"curve\" stroke=\"" << colors[neuron] << "\" d=\"";
  bool isDown = false;
  for (size_t column = 0; column < columns; ++column) {
    float least = INFINITY, most = -INFINITY;
    bool isFinite = true;
    size_t end = std::min(steps, (column + 1) * perColumn);
    for (size_t step = column * perColumn; step < end; ++step) {
      float value = place.band.values[step * place.band.neurons + neuron];
      isFinite &= std::isfinite(value);
      least = std::min(least, value);
      most = std::max(most, value);
    }
    if (isFinite) {
      svg.raw() << llvm::formatv("{0}{1:f1} {2:f1}", isDown ? 'L' : 'M',
                                 plotX + (column + 0.5) * width, height(least));
      if (least < most)
        svg.raw() << llvm::formatv("V{0:f1}", height(most));
    }
    isDown = isFinite;
  }
  svg.raw() << "\"/>\n";
}

void Raster::drawCurves(const PlacedBand &place) {
  auto [low, high] = findRange(place.band);
  for (size_t neuron = 0; neuron < countCurves(place.band); ++neuron)
    drawCurve(place, neuron, low, high);
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

void Raster::drawFrame(const PlacedBand &place, StringRef top,
                       StringRef bottom) {
  svg.raw() << "<rect class=\"frame\" x=\"" << plotX << "\" y=\"" << place.y
            << "\" width=\"" << plotWidth << "\" height=\"" << place.height
            << "\"/>\n";
  size_t middle = place.y + place.height / 2;
  size_t count = place.band.neurons;
  svg.text(plotX - 56, middle, shortened(place.band.name, 18), "", "end");
  svg.text(plotX - 56, middle + 12,
           std::to_string(count) + (count == 1 ? " neuron" : " neurons"),
           "small", "end");
  svg.text(plotX - 4, place.y + 9, top, "small", "end");
  if (top != bottom)
    svg.text(plotX - 4, place.y + place.height - 1, bottom, "small", "end");
}

/// The smallest of 1, 2, 5, 10, 20, 50... that makes at most ten.
static size_t tickDistance(size_t steps) {
  for (size_t power = 1;; power *= 10)
    for (size_t factor : {1, 2, 5})
      if (steps / (factor * power) <= 10)
        return factor * power;
}

void Raster::drawTimeAxis(size_t y) {
  size_t distance = tickDistance(steps);
  double scale = double(plotWidth) / (columns * perColumn);
  for (size_t step = llvm::divideCeil(firstStep, distance) * distance;
       step - firstStep < steps; step += distance) {
    size_t x = plotX + (step - firstStep) * scale;
    svg.raw() << "<path class=\"frame\" d=\"M" << x << ' ' << y - gap << "v5"
              << "\"/>\n";
    svg.text(x, y + 4, std::to_string(step), "small", "middle");
  }
  svg.text(plotX + plotWidth / 2, y + 20, "step", "", "middle");
}

std::string Raster::draw(StringRef title) {
  svg.text(plotX, 24, title, "head");
  for (const PlacedBand &place : placed) {
    if (place.band.isSpikes) {
      drawFrame(place, "0", std::to_string(place.band.neurons - 1));
      drawMarks(place);
    } else {
      auto [low, high] = findRange(place.band);
      drawFrame(place, formatted("%.3g", high), formatted("%.3g", low));
      drawCurves(place);
    }
  }
  size_t end = placed.back().y + placed.back().height + gap;
  drawTimeAxis(end);
  std::string thinning = describeThinning();
  if (!thinning.empty())
    svg.text(plotX, end + 38, thinning, "small");
  return svg.finish(plotX + plotWidth + 20, end + (thinning.empty() ? 32 : 48),
                    title,
                    ".frame{fill:none;stroke:#999}.spikes{stroke:#123a6b}"
                    ".curve{fill:none;stroke-width:1}\n");
}

std::string snnc::drawRaster(StringRef title, llvm::ArrayRef<RasterBand> bands,
                             size_t steps, size_t firstStep) {
  return Raster(bands, steps, firstStep).draw(title);
}
