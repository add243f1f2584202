// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/Link.h"

#include "compiler/Spec/WriteFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

using namespace snnc;
using llvm::StringRef;
namespace path = llvm::sys::path;
using Bytes = llvm::SmallVector<char, 0>;

static llvm::Expected<std::string> findCompiler() {
  for (StringRef name : {"cc", "clang", "gcc"})
    if (auto found = llvm::sys::findProgramByName(name))
      return *found;
  return llvm::createStringError(
      "linking needs a C compiler: expected cc, clang or gcc on the PATH");
}

/// build/bin/snnc has build/lib beside it, and an installed snnc likewise.
static llvm::Expected<std::string> findArchive(StringRef snncPath,
                                               StringRef name) {
  llvm::SmallString<128> root = path::parent_path(path::parent_path(snncPath));
  for (StringRef folder : {"lib", SNNC_LIBDIR}) {
    llvm::SmallString<128> file = root;
    path::append(file, folder, name);
    if (llvm::sys::fs::exists(file))
      return file.str().str();
  }
  return llvm::createStringError("a program needs the runtime: expected " +
                                 name + " in " + root + "/lib");
}

/// The program's own source: C in place of a header that may not be installed.
static std::string mainSource(StringRef name) {
  return ("struct snn_model;\n"
          "extern const struct snn_model " +
          name +
          "_model;\n"
          "int snn_main(const struct snn_model *model, int argc, char "
          "**argv);\n"
          "int main(int argc, char **argv) { return snn_main(&" +
          name + "_model, argc, argv); }\n")
      .str();
}

namespace {

/// A directory for what the linker reads and writes, removed in the end.
class Workshop {
public:
  static llvm::Expected<Workshop> create() {
    llvm::SmallString<128> folder;
    if (std::error_code reason =
            llvm::sys::fs::createUniqueDirectory("snnc", folder))
      return llvm::createStringError(reason, "no temporary directory: " +
                                                 reason.message());
    return Workshop(folder);
  }
  Workshop(Workshop &&other) { std::swap(folder, other.folder); }
  ~Workshop() {
    if (!folder.empty())
      llvm::sys::fs::remove_directories(folder);
  }

  std::string file(StringRef name) const {
    llvm::SmallString<128> file = StringRef(folder);
    path::append(file, name);
    return file.str().str();
  }

private:
  explicit Workshop(StringRef folder) : folder(folder) {}
  std::string folder;
};

} // namespace

static llvm::Expected<Bytes> readBytes(StringRef file) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  if (!buffer)
    return llvm::createStringError(buffer.getError(),
                                   "cannot read '" + file + "'");
  StringRef text = (*buffer)->getBuffer();
  return Bytes(text.begin(), text.end());
}

/// Runs the C compiler; an error holds what it printed.
static llvm::Error run(const std::vector<std::string> &command,
                       const Workshop &workshop) {
  std::vector<StringRef> arguments(command.begin(), command.end());
  std::string log = workshop.file("log"), problem;
  int status = llvm::sys::ExecuteAndWait(
      command.front(), arguments, std::nullopt,
      {std::nullopt, StringRef(log), StringRef(log)}, 0, 0, &problem);
  if (status == 0)
    return llvm::Error::success();
  if (auto text = llvm::MemoryBuffer::getFile(log))
    problem += (*text)->getBuffer().rtrim().str();
  return llvm::createStringError("linking with '" + command.front() +
                                 "' failed: " + problem);
}

llvm::Expected<Bytes> snnc::link(StringRef object, StringRef name,
                                 LinkKind kind, const CompileTarget &target,
                                 StringRef snncPath) {
  if (!target.isHost())
    return llvm::createStringError(
        "linking is only done for this machine, not for " +
        target.description() + ": take --emit=obj and link it there");
  auto compiler = findCompiler();
  if (!compiler)
    return compiler.takeError();
  auto workshop = Workshop::create();
  if (!workshop)
    return workshop.takeError();
  std::string output = workshop->file("out"), input = workshop->file("model.o");
  if (llvm::Error problem = writeFile(input, object))
    return std::move(problem);
  std::vector<std::string> command = {*compiler, "-o", output, input};
  if (kind == LinkKind::Library) {
    command.push_back("-shared");
  } else {
    std::string source = workshop->file("main.c");
    if (llvm::Error problem = writeFile(source, mainSource(name)))
      return std::move(problem);
    command.push_back(source);
    for (StringRef archive : {"libsnnc_main.a", "libsnnc_runtime.a"}) {
      auto found = findArchive(snncPath, archive);
      if (!found)
        return found.takeError();
      command.push_back(*found);
    }
    command.insert(command.end(), {"-lm", "-lpthread", "-ldl"});
  }
  if (llvm::Error problem = run(command, *workshop))
    return std::move(problem);
  return readBytes(output);
}
