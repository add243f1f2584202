// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/ForeignFiles.h"
#include "compiler/Spec/Json.h"
#include "snnc/Diagnostics.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

char ForeignFileError::ID = 0;

void ForeignFileError::log(llvm::raw_ostream &os) const {
  os << "'" << path << "' is " << file.what << ", expected safetensors";
}

std::error_code ForeignFileError::convertToErrorCode() const {
  return llvm::inconvertibleErrorCode();
}

//===----------------------------------------------------------------------===//
// Cures
//===----------------------------------------------------------------------===//

/// A string of Python: JSON's are.
static std::string quoted(StringRef text) {
  std::string literal;
  llvm::raw_string_ostream stream(literal);
  stream << llvm::json::Value(jsonText(text));
  return literal;
}

/// Two lines of Python; $ stands for the file, @ for one of its stem beside it.
static std::string python(StringRef path, StringRef first, StringRef second) {
  llvm::SmallString<128> target = path;
  llvm::sys::path::replace_extension(target, "safetensors");
  std::string text = "in Python:\n  ";
  for (char c : (first + "\n  " + second).str())
    text += c == '$'   ? quoted(path)
            : c == '@' ? quoted(target)
                       : std::string(1, c);
  return text;
}

static ForeignFile torchFile(StringRef path, StringRef format) {
  return {("a file of torch.save (" + format + ")").str(),
          python(path, "import torch; from safetensors.torch import save_file",
                 "save_file({k: v.contiguous().clone() for k, v in "
                 "torch.load($, map_location=\"cpu\").items()}, @)") +
              "\nwhere torch.load gives a state dict; of a checkpoint take its "
              "entry; of a module, which takes weights_only=False, "
              ".state_dict()"};
}

//===----------------------------------------------------------------------===//
// Formats that take more than their first bytes
//===----------------------------------------------------------------------===//

/// torch.save and np.savez write zip archives, told apart by the first member.
static ForeignFile recogniseZip(StringRef path, StringRef bytes) {
  constexpr size_t header = 30;
  StringRef first;
  if (bytes.size() > header)
    first = bytes.substr(
        header, llvm::support::endian::read16le(bytes.data() + header - 4));
  // The directory of members, at the end, is longer only for thousands of them.
  StringRef directory = bytes.take_back(1 << 16);
  if (first.ends_with("/constants.pkl") || directory.contains("/constants.pkl"))
    return {"a file of torch.jit.save (TorchScript)",
            python(path,
                   "import torch; from safetensors.torch import save_file",
                   "save_file({k: v.contiguous().clone() for k, v in "
                   "torch.jit.load($, "
                   "map_location=\"cpu\").state_dict().items()}, @)")};
  if (first.ends_with("/archive_format") ||
      directory.contains("/archive_format"))
    return {"a file of torch.export.save",
            python(path,
                   "import torch; from safetensors.torch import save_file",
                   "save_file({k: v.contiguous().clone() for k, v in "
                   "torch.export.load($).state_dict.items()}, @)")};
  if (first.ends_with("/data.pkl") || directory.contains("/data.pkl"))
    return torchFile(path, "a zip archive");
  if (first.ends_with(".npy"))
    return {"a NumPy archive (.npz)",
            python(path,
                   "import numpy; from safetensors.numpy import save_file",
                   "save_file(dict(numpy.load($)), @)")};
  return {"a zip archive", "take out of it what holds the weights, and save "
                           "that as safetensors"};
}

static ForeignFile recogniseHdf5(StringRef path, StringRef) {
  if (llvm::sys::path::extension(path) == ".nir")
    return {"a NIR file",
            "such a file is a whole model: give it to snnc in place of this "
            "spec"};
  return {"an HDF5 file",
          python(path,
                 "import h5py; from safetensors.numpy import save_file; w = {}",
                 "h5py.File($).visititems(lambda k, v: w.update({k: v[()]}) if "
                 "isinstance(v, h5py.Dataset) else None); save_file(w, @)") +
              "\na NIR file is a whole model: give it to snnc, named .nir"};
}

/// The files that `model.safetensors.index.json` lists.
static std::string shardsOf(StringRef text) {
  Diagnostics ignored;
  std::optional<JsonValue> root = parseJson(text, "", false, ignored);
  const auto *object = root ? root->getIf<JsonValue::Object>() : nullptr;
  std::string list;
  llvm::StringSet<> seen;
  for (const JsonMember &member :
       object ? llvm::ArrayRef(*object) : llvm::ArrayRef<JsonMember>()) {
    const auto *map = member.value.getIf<JsonValue::Object>();
    if (member.key != "weight_map" || !map)
      continue;
    for (const JsonMember &tensor : *map)
      if (const auto *file = tensor.value.getIf<std::string>())
        if (seen.insert(*file).second)
          list += (list.empty() ? "" : ", ") + quoted(*file);
  }
  return list;
}

static ForeignFile recogniseJson(StringRef, StringRef bytes) {
  std::string shards = shardsOf(bytes);
  if (!shards.empty())
    return {"an index of safetensors files",
            "name the files themselves, relative to the spec: \"weights\": [" +
                shards + "]"};
  return {"JSON text", "weights are binary: name the .safetensors file"};
}

static ForeignFile recogniseNpy(StringRef path, StringRef) {
  if (llvm::sys::path::extension(path) == ".eqx")
    return {"a file of Equinox's tree_serialise_leaves",
            "its arrays have no names: examples/from_snnax/export.py writes "
            "the model with its weights as snnc reads them"};
  return {"a NumPy array (.npy)",
          python(path, "import numpy; from safetensors.numpy import save_file",
                 "save_file({\"weight\": numpy.load($)}, @)") +
              "\nor, where it is a file of Equinox's tree_serialise_leaves, "
              "examples/from_snnax/export.py writes the model"};
}

/// torch.save's before PyTorch 1.6 begins with a number of its own, behind the
/// protocol and, since protocol 4, a frame.
static ForeignFile recognisePickle(StringRef path, StringRef bytes) {
  constexpr size_t longestStart = 11;
  if (bytes.find("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a") <= longestStart)
    return torchFile(path, "its format before PyTorch 1.6");
  return {"a Python pickle",
          "load it with what wrote it, and save a dictionary of its arrays "
          "with safetensors.torch.save_file or safetensors.numpy.save_file"};
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

namespace {
struct Format {
  StringRef magic;
  ForeignFile (*recognise)(StringRef path, StringRef bytes);
};
} // namespace

template <const char *Program>
static ForeignFile recogniseCompressed(StringRef path, StringRef) {
  return {std::string("compressed (by ") + Program + ")",
          (llvm::Twine("unpack it: ") + Program + " -d '" + path + "'").str()};
}

static ForeignFile recogniseLfs(StringRef, StringRef) {
  return {"a pointer of Git LFS, not the file itself",
          "git lfs pull fetches it"};
}

static ForeignFile recogniseGguf(StringRef, StringRef) {
  return {"a GGUF file", "its tensors are quantised: save those of the "
                         "trained model with safetensors.torch.save_file"};
}

static ForeignFile recogniseOnnx(StringRef path, StringRef) {
  return {"an ONNX model",
          python(path, "import onnx; from safetensors.numpy import save_file",
                 "save_file({t.name: onnx.numpy_helper.to_array(t) for t in "
                 "onnx.load($).graph.initializer}, @)")};
}

static ForeignFile recogniseTfLite(StringRef, StringRef) {
  return {"a TensorFlow Lite model",
          "save the variables of the model that it was made from with "
          "safetensors.numpy.save_file"};
}

static ForeignFile recogniseMatlab(StringRef path, StringRef bytes) {
  if (bytes.starts_with("MATLAB 7.3"))
    return {"a file of MATLAB 7.3", recogniseHdf5(path, bytes).cure};
  return {"a file of MATLAB",
          python(path,
                 "from scipy.io import loadmat; from safetensors.numpy import "
                 "save_file",
                 "save_file({k: v for k, v in loadmat($).items() if k[0] != "
                 "\"_\"}, @)")};
}

static ForeignFile recogniseMsgpack(StringRef, StringRef) {
  return {"a file of MessagePack, as Flax writes it",
          "read it with flax.serialization.msgpack_restore, and save a "
          "dictionary of its arrays with safetensors.numpy.save_file"};
}

static ForeignFile recogniseText(StringRef path, StringRef) {
  return {"text",
          python(path, "import numpy; from safetensors.numpy import save_file",
                 "save_file({\"weight\": numpy.loadtxt($)}, @)") +
              "\nwhere it has the numbers of one array; a comma between them "
              "takes delimiter=\",\""};
}

static ForeignFile recogniseHtml(StringRef, StringRef) {
  return {"a page of HTML, not the file itself",
          "download the raw file behind that page"};
}

static ForeignFile recogniseEmpty(StringRef, StringRef) {
  return {"empty",
          "write it again: safetensors.torch.save_file(tensors, path)"};
}

static constexpr char gzip[] = "gzip", zstd[] = "zstd", xz[] = "xz",
                      bzip2[] = "bzip2";

static const Format formats[] = {
    {StringRef("PK\x03\x04"), recogniseZip},
    {StringRef("PK\x05\x06"), recogniseZip},
    {StringRef("\x80\x02"), recognisePickle},
    {StringRef("\x80\x03"), recognisePickle},
    {StringRef("\x80\x04"), recognisePickle},
    {StringRef("\x80\x05"), recognisePickle},
    {StringRef("\x93NUMPY"), recogniseNpy},
    {StringRef("\x89HDF\r\n\x1a\n"), recogniseHdf5},
    {StringRef("\x1f\x8b"), recogniseCompressed<gzip>},
    {StringRef("\x28\xb5\x2f\xfd"), recogniseCompressed<zstd>},
    {StringRef("\xfd"
               "7zXZ"),
     recogniseCompressed<xz>},
    {StringRef("BZh"), recogniseCompressed<bzip2>},
    {StringRef("version https://git-lfs"), recogniseLfs},
    {StringRef("GGUF"), recogniseGguf},
    {StringRef("<!DOCTYPE"), recogniseHtml},
    {StringRef("<!doctype"), recogniseHtml},
    {StringRef("<html"), recogniseHtml},
    {StringRef("MATLAB "), recogniseMatlab},
};

/// Formats that do not say at their beginning which they are.
static const std::pair<StringRef, decltype(Format::recognise)> extensions[] = {
    {".onnx", recogniseOnnx},     {".msgpack", recogniseMsgpack},
    {".pkl", recognisePickle},    {".pickle", recognisePickle},
    {".joblib", recognisePickle},
};

static bool isText(StringRef bytes) {
  constexpr size_t enough = 1024;
  return llvm::all_of(bytes.take_front(enough), [](char c) {
    return llvm::isPrint(c) || llvm::isSpace(c);
  });
}

/// Where a header's length and then a header stand, whose length may begin as
/// another format does.
static bool looksLikeSafetensors(StringRef bytes) {
  return bytes.substr(4).starts_with(StringRef("\0\0\0\0{", 5));
}

std::optional<ForeignFile> snnc::recogniseForeignFile(StringRef path,
                                                      StringRef bytes) {
  if (bytes.empty())
    return recogniseEmpty(path, bytes);
  if (looksLikeSafetensors(bytes))
    return std::nullopt;
  for (const Format &format : formats)
    if (bytes.starts_with(format.magic))
      return format.recognise(path, bytes);
  if (bytes.substr(4).starts_with("TFL3"))
    return recogniseTfLite(path, bytes);
  for (auto [extension, recognise] : extensions)
    if (llvm::sys::path::extension(path) == extension)
      return recognise(path, bytes);
  if (StringRef text = bytes.ltrim();
      text.starts_with("{") || text.starts_with("["))
    return recogniseJson(path, bytes);
  if (isText(bytes))
    return recogniseText(path, bytes);
  return std::nullopt;
}
