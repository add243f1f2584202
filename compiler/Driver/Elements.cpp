// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Elements.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace snnc;
using namespace mlir;

llvm::Expected<ElementChoice> snnc::parseElementChoice(StringRef text) {
  auto [name, type] = text.contains('=')
                          ? text.split('=')
                          : std::pair<StringRef, StringRef>("", text);
  auto element = snn::symbolizeElement(type);
  if (!element || (name.empty() && text.contains('=')))
    return llvm::createStringError("expected [NAME=]f32, u8 or bits, found '" +
                                   text + "'");
  return ElementChoice{name.str(), *element};
}

template <typename PortOp>
static llvm::Error setElements(snn::NetworkOp network, StringRef option,
                               StringRef what,
                               llvm::ArrayRef<ElementChoice> choices) {
  auto ports = llvm::to_vector(network.getOps<PortOp>());
  for (const ElementChoice &choice : choices) {
    bool isFound = choice.name.empty();
    for (PortOp port : ports)
      if (choice.name.empty() || port.getName() == choice.name) {
        port.setElement(choice.element);
        isFound = true;
      }
    if (!isFound)
      return llvm::createStringError(
          option + ": no " + what + " '" + choice.name + "'; there is " +
          llvm::join(
              llvm::map_range(ports,
                              [](PortOp port) { return port.getName().str(); }),
              ", "));
  }
  return llvm::Error::success();
}

llvm::Error snnc::setInputElements(snn::NetworkOp network,
                                   llvm::ArrayRef<ElementChoice> choices) {
  return setElements<snn::InputOp>(network, "--input-type", "input", choices);
}

llvm::Error snnc::setOutputElements(snn::NetworkOp network,
                                    llvm::ArrayRef<ElementChoice> choices) {
  return setElements<snn::OutputOp>(network, "--output-type", "output",
                                    choices);
}
