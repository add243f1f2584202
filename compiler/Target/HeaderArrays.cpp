// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/HeaderArrays.h"

#include "compiler/Target/ModelText.h"
#include "dialect/Storage.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using namespace mlir;

std::string snnc::portMacro(snn::ModelOp model, StringRef kind,
                            snn::PortAttr port) {
  ArrayAttr ports = kind == "INPUT" ? model.getInputs() : model.getOutputs();
  StringRef name = port.getName();
  bool isAlone = llvm::none_of(
      ports.getAsRange<snn::PortAttr>(), [&](snn::PortAttr other) {
        return other != port && other.getName().equals_insensitive(name);
      });
  return (model.getSymName().upper() + "_" + kind + "_" +
          (isAlone ? name.upper() : name.str()))
      .str();
}

StringRef snnc::cTypeOf(snn::PortAttr port) {
  return port.getElement() == snn::Element::F32 ? "float" : "uint8_t";
}

int64_t snnc::lengthOf(snn::PortAttr port) {
  return snn::countUnits(port.getElement(), port.getType().getNumElements());
}

std::string snnc::weightsMember(snn::ModelOp model) {
  std::string name = "weights";
  while (
      llvm::any_of(model.getInputs().getAsRange<snn::PortAttr>(),
                   [&](snn::PortAttr port) { return port.getName() == name; }))
    name += '_';
  return name;
}

namespace {

/// How one language writes an array that is as long as a port.
using ArrayText = llvm::function_ref<std::string(
    StringRef element, StringRef name, StringRef size)>;

class ArraysPrinter {
public:
  ArraysPrinter(llvm::raw_ostream &os, snn::ModelOp model)
      : os(os), model(model), name(model.getSymName()) {}

  void printC();
  void printCpp();

private:
  void printParameters(ArrayText array);
  void printMembers(StringRef type, ArrayAttr ports, StringRef behind);

  llvm::raw_ostream &os;
  snn::ModelOp model;
  StringRef name;
};

} // namespace

/// A parameter's name that is no function's of the model.
static std::string argumentName(snn::PortAttr port, bool isInput) {
  return (port.getName() + (isInput ? "_in" : "_out")).str();
}

void ArraysPrinter::printParameters(ArrayText array) {
  if (givenParams(model))
    os << ",\n    const void *packed";
  for (bool isInput : {true, false})
    for (auto port : (isInput ? model.getInputs() : model.getOutputs())
                         .getAsRange<snn::PortAttr>())
      os << ",\n    "
         << array(((isInput ? "const " : "") + cTypeOf(port)).str(),
                  argumentName(port, isInput),
                  portMacro(model, isInput ? "INPUT" : "OUTPUT", port) +
                      (port.getElement() == snn::Element::Bits ? "_BYTES"
                                                               : "_SIZE"));
}

/// A struct of pointers to the arguments.
void ArraysPrinter::printMembers(StringRef type, ArrayAttr ports,
                                 StringRef behind) {
  os << "  " << name << '_' << type << ' ' << type << " = {";
  bool hasWeights = type == "inputs" && givenParams(model);
  if (ports.empty() && !hasWeights)
    os << '0';
  llvm::interleaveComma(ports.getAsRange<snn::PortAttr>(), os,
                        [&](snn::PortAttr port) {
                          os << argumentName(port, type == "inputs") << behind;
                        });
  if (hasWeights)
    os << (ports.empty() ? "packed" : ", packed");
  os << "};\n";
}

void ArraysPrinter::printC() {
  os << "#ifndef __cplusplus\n"
        "/* "
     << name
     << "_step on arrays: a compiler can see where one is too short. */\n"
     << "static inline void " << name << "_step_arrays(\n    " << name
     << "_state *state";
  printParameters([](StringRef element, StringRef name, StringRef size) {
    return (element + " " + name + "[static " + size + "]").str();
  });
  os << ") {\n";
  printMembers("inputs", model.getInputs(), "");
  printMembers("outputs", model.getOutputs(), "");
  os << "  " << name << "_step(state, &inputs, &outputs);\n}\n#endif\n\n";
}

/// Once in a program's file, whatever models it includes.
static constexpr StringLiteral viewText =
    R"(#ifndef SNN_VIEW_DEFINED
#define SNN_VIEW_DEFINED
/* N numbers of an array, a std::array or a std::span of just as many; of a
   pointer where a program says so. */
template <class T, size_t N> struct snn_view {
  T *data;
  snn_view(T (&array)[N]) : data(array) {}
  template <class U, template <class, size_t> class Array>
  snn_view(Array<U, N> &array) : data(array.data()) {}
  template <class U, template <class, size_t> class Array>
  snn_view(const Array<U, N> &array) : data(array.data()) {}
  explicit snn_view(T *data) : data(data) {}
};
#endif
)";

void ArraysPrinter::printCpp() {
  os << "#ifdef __cplusplus\n"
     << viewText
     << "\n/* One step; an array of another size does not compile. */\n"
     << "inline void " << name << "_step(\n    " << name << "_state &state";
  printParameters([](StringRef element, StringRef name, StringRef size) {
    return ("snn_view<" + element + ", " + size + "> " + name).str();
  });
  os << ") {\n";
  printMembers("inputs", model.getInputs(), ".data");
  printMembers("outputs", model.getOutputs(), ".data");
  os << "  " << name << "_step(&state, &inputs, &outputs);\n}\n#endif\n\n";
}

void snnc::printHeaderArrays(llvm::raw_ostream &os, snn::ModelOp model) {
  ArraysPrinter printer(os, model);
  printer.printC();
  printer.printCpp();
}
