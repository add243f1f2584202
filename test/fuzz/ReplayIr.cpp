// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// IR through the compiler without a fuzzer:
//
//     snnc-replay-ir run FOLDER...            every file in the folders
//     snnc-replay-ir mutate COUNT FOLDER      COUNT changes of files in FOLDER
//     snnc-replay-ir write NUMBER FOLDER      prints change NUMBER of those
//
// Changes are the same in every run. Each is compiled in a child process;
// those that bring it down are listed.

#include "test/fuzz/CompileIr.h"
#include "test/fuzz/MutateIr.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using llvm::StringRef;
using snnc::fuzz::Reached;

static int fail(const llvm::Twine &message) {
  llvm::errs() << message << "\n";
  return 1;
}

namespace {
struct Input {
  std::string path, text;
};
} // namespace

/// In the order of their names.
static std::vector<Input> readFolders(llvm::ArrayRef<const char *> folders) {
  std::vector<Input> inputs;
  std::error_code code;
  for (StringRef folder : folders)
    for (llvm::sys::fs::directory_iterator file(folder, code), end;
         !code && file != end; file.increment(code))
      if (auto buffer = llvm::MemoryBuffer::getFile(file->path()))
        inputs.push_back({file->path(), (*buffer)->getBuffer().str()});
  llvm::sort(inputs, [](const Input &left, const Input &right) {
    return left.path < right.path;
  });
  return inputs;
}

static std::string mutation(const std::vector<Input> &inputs, unsigned number) {
  std::mt19937 random(number);
  StringRef text = inputs[random() % inputs.size()].text;
  return snnc::fuzz::mutateIr(text, random);
}

namespace {
/// What child processes tell.
struct Progress {
  unsigned next, valid, compiled;
};
} // namespace

static Progress &sharedProgress() {
  void *memory = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    llvm::report_fatal_error("no memory to share");
  return *static_cast<Progress *>(memory);
}

/// Compiles input `number` of `count` after the other, in child processes: a
/// next one where one ends early. Says what it ended at.
static int compileAll(unsigned count,
                      llvm::function_ref<std::string(unsigned)> textOf,
                      llvm::function_ref<std::string(unsigned)> nameOf) {
  constexpr unsigned mostSeconds = 30;
  Progress &progress = sharedProgress();
  unsigned crashes = 0;
  while (progress.next < count) {
    pid_t child = fork();
    if (child == 0) {
      for (; progress.next < count; ++progress.next) {
        alarm(mostSeconds);
        Reached reached = snnc::fuzz::compileIr(textOf(progress.next));
        progress.valid += reached != Reached::Nothing;
        progress.compiled += reached == Reached::LastPhase;
      }
      _exit(0);
    }
    int status = 0;
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
      break;
    ++crashes;
    llvm::errs() << nameOf(progress.next++) << " brings the compiler down\n";
  }
  llvm::outs() << "ir: " << count << " inputs, " << progress.valid << " valid, "
               << progress.compiled << " compiled\n";
  return crashes == 0 ? 0 : 1;
}

static int run(const std::vector<Input> &inputs) {
  return compileAll(
      inputs.size(), [&](unsigned number) { return inputs[number].text; },
      [&](unsigned number) { return inputs[number].path; });
}

static int mutate(unsigned count, const std::vector<Input> &inputs) {
  return compileAll(
      count, [&](unsigned number) { return mutation(inputs, number); },
      [](unsigned number) { return "change " + std::to_string(number); });
}

static int writeMutation(unsigned number, const std::vector<Input> &inputs) {
  llvm::outs() << mutation(inputs, number);
  return 0;
}

int main(int count, char **arguments) {
  llvm::ArrayRef<const char *> list(arguments, count);
  StringRef command = count > 1 ? arguments[1] : "";
  bool isRun = count >= 3 && command == "run";
  unsigned number = 0;
  if (!isRun && (count != 4 || (command != "mutate" && command != "write") ||
                 StringRef(arguments[2]).getAsInteger(10, number)))
    return fail("usage: snnc-replay-ir run FOLDER... | mutate COUNT FOLDER | "
                "write NUMBER FOLDER");
  std::vector<Input> inputs = readFolders(list.drop_front(isRun ? 2 : 3));
  if (inputs.empty())
    return fail("no files");
  if (isRun)
    return run(inputs);
  return command == "mutate" ? mutate(number, inputs)
                             : writeMutation(number, inputs);
}
