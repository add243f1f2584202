// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/Hdf5.h"

using namespace snnc;
using namespace snnc::hdf5;
using llvm::StringRef;

static std::mutex &libraryMutex() {
  static std::mutex mutex;
  return mutex;
}

LibraryLock::LibraryLock() : lock(libraryMutex()) {}

Session::Session() {
  H5Eget_auto2(H5E_DEFAULT, &print, &printTo);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Session::~Session() { H5Eset_auto2(H5E_DEFAULT, print, printTo); }

/// The stack's first entry is the innermost function: it knows the reason.
static herr_t takeReason(unsigned n, const H5E_error2_t *error, void *reason) {
  if (n == 0 && error->desc)
    *static_cast<std::string *>(reason) = error->desc;
  return 0;
}

llvm::Error hdf5::lastError(const llvm::Twine &what) {
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, takeReason, &reason);
  H5Eclear2(H5E_DEFAULT);
  return llvm::createStringError(
      what + (reason.empty() ? "" : "; the HDF5 library says: " + reason));
}

llvm::Expected<Handle> hdf5::openFile(StringRef path) {
  // A file must not choose code that is loaded to read it.
  H5PLset_loading_state(0);
  Handle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_file_locking(access.get(), /*use_file_locking=*/false,
                      /*ignore_when_disabled=*/true);
  Handle file(H5Fopen(path.str().c_str(), H5F_ACC_RDONLY, access.get()));
  if (!file)
    return lastError("no sound HDF5 file");
  return file;
}

static herr_t takeLink(hid_t, const char *name, const H5L_info_t *info,
                       void *links) {
  static_cast<std::vector<Link> *>(links)->push_back({name, info->type});
  return 0;
}

llvm::Expected<std::vector<Link>> hdf5::linksOf(const Handle &group) {
  std::vector<Link> links;
  if (H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, takeLink,
                 &links) < 0)
    return lastError("cannot list its members");
  return links;
}

llvm::Expected<haddr_t> hdf5::addressOf(const Handle &object) {
  H5O_info_t info;
  if (H5Oget_info(object.get(), &info) < 0)
    return lastError("cannot read its header");
  return info.addr;
}
