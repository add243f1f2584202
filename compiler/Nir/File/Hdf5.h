// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// HDF5's C library with owners for what it opens, and with llvm::Error.

#ifndef SNNC_COMPILER_NIR_FILE_HDF5_H
#define SNNC_COMPILER_NIR_FILE_HDF5_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"
#include <hdf5.h>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace snnc::hdf5 {

/// Closes what the library opened: a file, a group, a dataset, a type, a
/// property list. Empty where opening failed.
class Handle {
public:
  Handle() = default;
  explicit Handle(hid_t id) : id(id) {}
  Handle(Handle &&other) noexcept : id(std::exchange(other.id, -1)) {}
  Handle &operator=(Handle &&other) noexcept {
    std::swap(id, other.id);
    return *this;
  }
  ~Handle() {
    if (id >= 0)
      H5Idec_ref(id);
  }

  explicit operator bool() const { return id >= 0; }
  hid_t get() const { return id; }

private:
  hid_t id = -1;
};

/// Keeps others who lock it out of the library.
class LibraryLock {
public:
  LibraryLock();

private:
  std::lock_guard<std::mutex> lock;
};

/// Locks the library and keeps it from printing its errors.
class Session {
public:
  Session();
  ~Session();

private:
  LibraryLock lock;
  H5E_auto2_t print = nullptr;
  void *printTo = nullptr;
};

/// `what`, and what the library says of the call that failed last.
llvm::Error lastError(const llvm::Twine &what);

/// Opens a file to read it, without locking it. From then on the library loads
/// no filters of others in this process.
llvm::Expected<Handle> openFile(llvm::StringRef path);

/// The name of a thing in a group, and how it is there.
struct Link {
  std::string name;
  H5L_type_t type = H5L_TYPE_HARD;
};

/// In alphabetical order, that of bytes.
llvm::Expected<std::vector<Link>> linksOf(const Handle &group);

/// What a file's object is known by, whatever it is called.
llvm::Expected<haddr_t> addressOf(const Handle &object);

} // namespace snnc::hdf5

#endif // SNNC_COMPILER_NIR_FILE_HDF5_H
