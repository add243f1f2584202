// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "test/fuzz/Targets.h"
#include "compiler/Nir/File/NirBytes.h"
#include "compiler/Nir/File/ReadNirFile.h"
#include "compiler/Nir/ImportNir.h"
#include "compiler/Spec/ReadModel.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

namespace {
/// For readers that want a path.
class TemporaryFile {
public:
  explicit TemporaryFile(StringRef bytes) {
    int file = -1;
    llvm::sys::fs::createTemporaryFile("fuzz", "bin", file, name);
    llvm::raw_fd_ostream(file, /*shouldClose=*/true) << bytes;
  }
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  ~TemporaryFile() { llvm::sys::fs::remove(name); }

  StringRef path() const { return name; }

private:
  llvm::SmallString<64> name;
};
} // namespace

/// What was reported can be printed, too.
static void print(const Diagnostics &diagnostics) {
  llvm::raw_null_ostream os;
  diagnostics.print(os);
  diagnostics.printJson(os);
}

static void readJson(StringRef bytes) {
  Diagnostics diagnostics;
  readModelText(bytes, "fuzz.json", {}, diagnostics);
  print(diagnostics);
}

static void readSafetensors(StringRef bytes) {
  TemporaryFile copy(bytes);
  auto file = SafetensorsFile::open(copy.path());
  if (!file) {
    llvm::consumeError(file.takeError());
    return;
  }
  for (const SafetensorsEntry &entry : (*file)->entries()) {
    llvm::Expected<Tensor> tensor = (*file)->read(entry);
    if (!tensor)
      llvm::consumeError(tensor.takeError());
  }
}

/// By every preset, and by none.
static void importByAll(const NirFile &file) {
  for (int preset = -1; preset <= static_cast<int>(Preset::Spyx); ++preset) {
    std::optional<Convention> convention;
    if (preset >= 0) {
      convention.emplace();
      convention->preset = static_cast<Preset>(preset);
      convention->dt = 1e-4;
    }
    Diagnostics diagnostics;
    importNir(file, "fuzz.nir", convention, diagnostics);
    print(diagnostics);
  }
}

static void readNir(StringRef bytes) {
  TemporaryFile copy(bytes);
  Diagnostics diagnostics;
  std::optional<NirFile> file = readNirFile(copy.path(), diagnostics);
  print(diagnostics);
  if (file)
    importByAll(*file);
}

static void readNirGraph(StringRef bytes) {
  std::shared_ptr<llvm::MemoryBuffer> buffer =
      llvm::MemoryBuffer::getMemBufferCopy(bytes);
  std::optional<NirReading> reading = readBytes(buffer);
  if (!reading)
    return;
  Diagnostics diagnostics;
  auto file = takeReading(std::move(*reading), {"fuzz.nir"}, diagnostics);
  print(diagnostics);
  if (file)
    importByAll(*file);
}

bool fuzz::run(StringRef target, StringRef bytes) {
  if (target == "json")
    readJson(bytes);
  else if (target == "safetensors")
    readSafetensors(bytes);
  else if (target == "nir")
    readNir(bytes);
  else if (target == "nir-graph")
    readNirGraph(bytes);
  else
    return false;
  return true;
}

std::string fuzz::graphOf(StringRef path) {
  Diagnostics diagnostics;
  NirReading reading;
  std::optional<NirFile> file = readNirFile(path, diagnostics);
  if (!file)
    return "";
  reading.file = std::move(*file);
  std::string bytes;
  llvm::raw_string_ostream os(bytes);
  writeBytes(reading, os);
  return bytes;
}
