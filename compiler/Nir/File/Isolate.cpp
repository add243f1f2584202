// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/Isolate.h"
#include "compiler/Nir/File/Hdf5.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Errno.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace snnc;

/// Behind what the work wrote, once all of it is there.
static constexpr llvm::StringLiteral endMark = "snnc: done";

/// Set in the child only.
static bool isChild = false;

//===----------------------------------------------------------------------===//
// The child
//===----------------------------------------------------------------------===//

static void limit(int resource, uint64_t amount) {
  rlimit limits;
  if (getrlimit(resource, &limits) != 0)
    return;
  limits.rlim_cur = std::min<rlim_t>(amount, limits.rlim_max);
  setrlimit(resource, &limits);
}

/// The address space that the process has, in bytes.
static uint64_t addressSpace() {
  char text[32] = "";
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return 0;
  ssize_t length = read(file, text, sizeof(text) - 1);
  close(file);
  return length > 0 ? strtoull(text, nullptr, 10) * getpagesize() : 0;
}

static void raiseLimit(int resource, uint64_t amount) {
  rlimit limits;
  if (getrlimit(resource, &limits) == 0 && limits.rlim_cur != RLIM_INFINITY)
    limit(resource, llvm::SaturatingAdd<uint64_t>(limits.rlim_cur, amount));
}

void snnc::allowMore(const IsolationLimits &more) {
  if (!isChild)
    return;
  raiseLimit(RLIMIT_AS, more.memoryBytes);
  raiseLimit(RLIMIT_CPU, more.seconds);
  alarm(alarm(0) + 10 * more.seconds);
}

/// Whatever the program does on a signal, the child ends.
static void resetSignals() {
  for (int number : {SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGINT, SIGPIPE,
                     SIGSEGV, SIGSYS, SIGTERM, SIGTRAP, SIGXCPU, SIGXFSZ})
    signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// malloc and the sanitizers have their say before they abort.
static void silence() {
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDERR_FILENO);
}

[[noreturn]] static void
runChild(int output, const IsolationLimits &limits,
         llvm::function_ref<void(llvm::raw_ostream &)> work) {
  isChild = true;
  resetSignals();
  silence();
  limit(RLIMIT_CORE, 0);
  if (uint64_t now = addressSpace())
    limit(RLIMIT_AS, now + limits.memoryBytes);
  limit(RLIMIT_CPU, limits.seconds);
  alarm(10 * limits.seconds);
  llvm::raw_fd_ostream os(output, /*shouldClose=*/false);
  work(os);
  os << endMark;
  os.flush();
  // Without what the program wants done at its end.
  _exit(os.has_error() ? EXIT_FAILURE : EXIT_SUCCESS);
}

//===----------------------------------------------------------------------===//
// The parent
//===----------------------------------------------------------------------===//

static llvm::Error systemError(const llvm::Twine &what) {
  return llvm::createStringError(what + ": " + llvm::sys::StrError());
}

static std::string describeEnd(int status) {
  if (!WIFSIGNALED(status))
    return "failed with exit code " + std::to_string(WEXITSTATUS(status));
  int number = WTERMSIG(status);
  if (number == SIGXCPU || number == SIGALRM)
    return "took too long";
  return "failed with signal " + std::to_string(number) + " (" +
         strsignal(number) + ")";
}

/// No other thread is inside of HDF5 while the process is copied.
static pid_t forkOutsideHdf5() {
  hdf5::LibraryLock lock;
  return fork();
}

llvm::Expected<std::shared_ptr<llvm::MemoryBuffer>>
snnc::runIsolated(const IsolationLimits &limits,
                  llvm::function_ref<void(llvm::raw_ostream &)> work) {
  int output = memfd_create("snnc", MFD_CLOEXEC);
  if (output < 0)
    return systemError("cannot make a file in memory");
  pid_t child = forkOutsideHdf5();
  if (child == 0)
    runChild(output, limits, work);
  if (child < 0) {
    close(output);
    return systemError("cannot start a process");
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    // Where the program ignores SIGCHLD, the system does the waiting.
    if (errno != EINTR)
      break;
  llvm::sys::fs::file_t file = output;
  auto buffer =
      llvm::MemoryBuffer::getOpenFile(file, "snnc", lseek(output, 0, SEEK_END),
                                      /*RequiresNullTerminator=*/false);
  close(output);
  if (!buffer)
    return llvm::createStringError(buffer.getError().message());
  if (!(*buffer)->getBuffer().ends_with(endMark))
    return llvm::createStringError("the HDF5 library " + describeEnd(status) +
                                   ", so the file must be damaged");
  return std::shared_ptr<llvm::MemoryBuffer>(std::move(*buffer));
}
