// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Nir/File/Hdf5Reader.h"
#include "compiler/Nir/File/Isolate.h"
#include "compiler/Nir/File/LzfFilter.h"
#include "compiler/Nir/File/NirBytes.h"
#include "compiler/Nir/Graph/CheckEdges.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace snnc;
using llvm::StringRef;

std::string snnc::nodePath(StringRef graph, StringRef node) {
  return graph.empty() ? node.str() : (graph + "." + node).str();
}

/// The size of a file that can be read; 0 if not, which was reported.
static uint64_t sizeOf(const Place &place, Diagnostics &diagnostics) {
  llvm::sys::fs::file_status status;
  std::error_code code = llvm::sys::fs::status(place.file, status);
  if (!code && status.type() == llvm::sys::fs::file_type::directory_file)
    code = std::make_error_code(std::errc::is_a_directory);
  if (code)
    diagnostics.error(place, "cannot read the file: " + code.message());
  else if (status.type() != llvm::sys::fs::file_type::regular_file)
    diagnostics.error(place, "expected a regular file to read NIR from");
  else if (!status.getSize())
    diagnostics.error(place, "the file is empty");
  else
    return status.getSize();
  return 0;
}

static NirReading readHere(const Place &place, uint64_t bytes) {
  hdf5::Session session;
  hdf5::registerLzf();
  Diagnostics diagnostics;
  NirReading reading;
  llvm::Expected<hdf5::Handle> file = hdf5::openFile(place.file);
  if (file)
    reading.file = Hdf5Reader(place.file, bytes, diagnostics).read(*file);
  else
    diagnostics.error(place, llvm::toString(file.takeError()));
  reading.problems = {diagnostics.all().begin(), diagnostics.all().end()};
  return reading;
}

/// Adds what is wrong with the edges of a graph and of those inside of it.
static void checkGraph(const NirGraph &graph, const Place &place,
                       Diagnostics &diagnostics) {
  checkEdges(graph, place, diagnostics);
  for (const NirNode &node : graph.nodes)
    if (node.graph)
      checkGraph(*node.graph,
                 {place.file, 0, 0, nodePath(place.node, node.name)},
                 diagnostics);
}

std::optional<NirFile> snnc::takeReading(NirReading reading, const Place &place,
                                         Diagnostics &diagnostics) {
  unsigned before = diagnostics.errorCount();
  for (Diagnostic &problem : reading.problems)
    diagnostics.report(std::move(problem));
  checkGraph(reading.file.graph, place, diagnostics);
  if (diagnostics.errorCount() != before)
    return std::nullopt;
  return std::move(reading.file);
}

/// For a file that is read within a fraction of it.
static IsolationLimits limitsFor(uint64_t fileBytes) {
  IsolationLimits limits;
  limits.memoryBytes = (uint64_t(256) << 20) + 8 * fileBytes;
  limits.seconds = 5 + fileBytes / (1 << 20);
  return limits;
}

std::optional<NirFile> snnc::readNirFile(StringRef path,
                                         Diagnostics &diagnostics) {
  Place place{path.str()};
  uint64_t bytes = sizeOf(place, diagnostics);
  if (!bytes)
    return std::nullopt;
  auto written = runIsolated(limitsFor(bytes), [&](llvm::raw_ostream &os) {
    writeBytes(readHere(place, bytes), os);
  });
  if (!written) {
    diagnostics.error(place, "cannot read the file: " +
                                 llvm::toString(written.takeError()));
    return std::nullopt;
  }
  if (auto reading = readBytes(*written))
    return takeReading(std::move(*reading), place, diagnostics);
  diagnostics.error(place, "cannot read the file: the HDF5 library mixed up "
                           "its memory, so the file must be damaged");
  return std::nullopt;
}
