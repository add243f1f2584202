// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the values of a kernel are while it goes over its layer.

#include "compiler/Conversion/Kernels/PanelValues.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace snnc {

/// The one value of a constant, or null.
static TypedAttr constantOf(Value tensor) {
  SplatElementsAttr constant;
  return matchPattern(tensor, m_Constant(&constant))
             ? cast<TypedAttr>(constant.getSplatValue<Attribute>())
             : TypedAttr();
}

Value PanelValues::get(Value tensor, const Panel &panel) {
  if (Value known = registers.lookup(tensor))
    return known;
  return registers[tensor] = load(tensor, panel);
}

Value PanelValues::load(Value tensor, const Panel &panel) {
  if (TypedAttr constant = constantOf(tensor)) {
    auto type = VectorType::get(panel.width, constant.getType());
    return arith::ConstantOp::create(
        e.builder, e.loc, SplatElementsAttr::get(type, Attribute(constant)));
  }
  if (Value number = numbers.lookup(tensor))
    return e.splat(number, panel.width);
  if (Buffer ofChannels = channelNumbers.lookup(tensor); ofChannels.memory) {
    Panel at = panel;
    at.position = e.index(0);
    return e.loadPanel(ofChannels.memory, ofChannels.storage, at);
  }
  Buffer buffer = buffers.lookup(tensor);
  return e.loadPanel(buffer.memory, buffer.storage, panel);
}

Value PanelValues::loadElement(Value tensor, Value position, Value channel) {
  if (TypedAttr constant = constantOf(tensor)) {
    auto number = dyn_cast<FloatAttr>(constant);
    return e.f32(number ? number.getValue().convertToFloat()
                        : float(cast<BoolAttr>(constant).getValue()));
  }
  if (Value number = numbers.lookup(tensor))
    return number;
  Buffer ofChannels = channelNumbers.lookup(tensor);
  if (ofChannels.memory)
    return e.loadElement(ofChannels.memory, ofChannels.storage, e.index(0),
                         channel);
  Buffer buffer = buffers.lookup(tensor);
  return e.loadElement(buffer.memory, buffer.storage, position, channel);
}

} // namespace snnc
