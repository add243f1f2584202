// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds an snn.neuron or snn.map in place of a layer: states become delays of
// the operation's own results.

#ifndef SNNC_TRANSFORMS_NEURONBUILDER_H
#define SNNC_TRANSFORMS_NEURONBUILDER_H

#include "compiler/Transforms/Expression.h"

namespace snnc {

/// Declares states and parameters first, then takes the equations:
///
///   NeuronBuilder neuron(layer, rewriter, {{"v", f32}, {"s", i1}});
///   Expr v = neuron.state("v");
///   ...
///   neuron.finish({{"s", s1}, {"v", v1}});   // the first is the layer's
///   output
class NeuronBuilder {
public:
  struct State {
    llvm::StringRef name;
    bool isSpike = false;
    mlir::Attribute init = {}; ///< number or parameter; zero where null
  };
  using Result = std::pair<llvm::StringRef, Expr>;

  NeuronBuilder(mlir::snn::LayerOpInterface layer, mlir::OpBuilder &builder,
                llvm::ArrayRef<State> states);

  /// The layer's input number `index`, as a float.
  Expr input(unsigned index = 0);
  /// The layer's only input, spikes as such.
  Expr inputAsIs();
  /// The named state before the step.
  Expr state(llvm::StringRef name);
  /// A parameter of the layer: a constant, or an argument for the symbol's
  /// tensor.
  Expr param(mlir::Attribute attr);
  Expr constant(float value) { return {builder, loc, value}; }

  /// Ends the region and replaces the layer by the first result. The other
  /// names are those of states; an output that is no state has an empty name.
  void finish(llvm::ArrayRef<Result> results);

private:
  mlir::Value initialValue(mlir::Attribute attr, mlir::RankedTensorType type);
  mlir::Operation *createOp(llvm::ArrayRef<mlir::Type> resultTypes);

  mlir::snn::LayerOpInterface layer;
  mlir::OpBuilder &builder;
  mlir::Location loc;
  llvm::SmallVector<State> states;
  llvm::SmallVector<mlir::snn::DelayOp> delays;
  llvm::SmallVector<mlir::Attribute> params;
  mlir::Region region;
};

} // namespace snnc

#endif // SNNC_TRANSFORMS_NEURONBUILDER_H
