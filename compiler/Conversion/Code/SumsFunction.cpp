// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function that adds the inputs of some steps to sums in memory.

#include "compiler/Conversion/Code/SumsFunction.h"

#include "dialect/SNNDialect.h"
#include "dialect/WorkspacePlan.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace snnc {

//===----------------------------------------------------------------------===//
// The code
//===----------------------------------------------------------------------===//

namespace {

/// Emits the body.
class SumsBody {
public:
  SumsBody(Emitter &emitter, const SumsKind &kind, const SumsArguments &args)
      : e(emitter), kind(kind), args(args),
        lanes(emitter.options.registerLanes),
        pitch(kind.isTail ? args.weightPitch : e.index(kind.width)) {}
  void emit();

private:
  /// Some inputs, for a group of steps.
  struct Stretch {
    Value firstStep, begin, end;
  };

  Value times(Value a, Value b) {
    return arith::MulIOp::create(e.builder, e.loc, a, b);
  }
  Value minus(Value a, Value b) {
    return arith::SubIOp::create(e.builder, e.loc, a, b);
  }
  Value startOf(Value step) {
    return e.toIndex(
        memref::LoadOp::create(e.builder, e.loc, args.starts, step));
  }
  Value loadWeights(Value input, int64_t lane, int64_t count);
  Value addEvents(Value step, Value sum);
  void addSteps(Value begin, Value end);
  Value isDense(Value group);
  void addGroup(Value group, Value input);
  void addProduct(const Stretch &stretch);
  void expandSpikes(const Stretch &stretch);
  Emitter::Values addInput(const Stretch &stretch, Value input,
                           ValueRange carried);
  void forEachRegister(Value firstStep,
                       llvm::function_ref<void(ArrayRef<Value>)> body);

  Emitter &e;
  const SumsKind &kind;
  const SumsArguments &args;
  int64_t lanes; ///< of a register
  Value pitch;   ///< of the weights
};

/// Some lanes of the row of an input.
Value SumsBody::loadWeights(Value input, int64_t lane, int64_t count) {
  Value place = e.add(args.firstWeight, times(input, pitch));
  return vector::LoadOp::create(e.builder, e.loc, e.floats(count), args.weights,
                                e.add(place, e.index(lane)));
}

Value SumsBody::addEvents(Value step, Value sum) {
  Value row = times(step, args.sourcePitch);
  return e.loop(
      startOf(step), startOf(e.add(step, e.index(1))), e.index(1), sum,
      [&](Value place, ValueRange carried) -> Emitter::Values {
        Value event = e.toIndex(
            memref::LoadOp::create(e.builder, e.loc, args.events, place));
        Value weights = loadWeights(event, 0, kind.width);
        if (kind.element == snn::Element::Bits)
          return {arith::AddFOp::create(e.builder, e.loc, carried[0], weights)};
        Value x = memref::LoadOp::create(e.builder, e.loc, args.source,
                                         e.add(row, event));
        return {e.fma(e.splat(x, kind.width), weights, carried[0])};
      })[0];
}

void SumsBody::addSteps(Value begin, Value end) {
  e.loop(begin, end, e.index(1), {}, [&](Value step, ValueRange) {
    SmallVector<Value> place = {step, e.index(0)};
    Value sum = vector::LoadOp::create(e.builder, e.loc, e.floats(kind.width),
                                       args.sums, place);
    vector::StoreOp::create(e.builder, e.loc, addEvents(step, sum), args.sums,
                            place);
    return Emitter::Values();
  });
}

Value SumsBody::isDense(Value group) {
  Value first = e.mul(group, snn::kDenseRows),
        end = e.add(first, e.index(snn::kDenseRows));
  return arith::CmpIOp::create(e.builder, e.loc, arith::CmpIPredicate::ugt,
                               minus(startOf(end), startOf(first)),
                               args.denseAbove);
}

void SumsBody::addGroup(Value group, Value input) {
  Value step = e.mul(group, snn::kDenseRows);
  Value last = e.add(input, e.index(snn::kDenseInputs));
  last = arith::MinUIOp::create(e.builder, e.loc, last, args.inputs);
  e.choose(
      isDense(group), [&] { addProduct({step, input, last}); },
      [&] {
        // All events at once, with the first inputs.
        Value isFirst = arith::CmpIOp::create(
            e.builder, e.loc, arith::CmpIPredicate::eq, input, e.index(0));
        e.choose(
            isFirst,
            [&] { addSteps(step, e.add(step, e.index(snn::kDenseRows))); },
            [] {});
      });
}

/// Writes the spikes of each step of the group as floats.
void SumsBody::expandSpikes(const Stretch &stretch) {
  Value words = arith::CeilDivUIOp::create(
      e.builder, e.loc, minus(stretch.end, stretch.begin), e.index(16));
  auto bytes = VectorType::get(2, e.builder.getI8Type());
  for (int64_t row = 0; row < snn::kDenseRows; ++row) {
    Value step = e.add(stretch.firstStep, e.index(row));
    Value first = e.add(
        times(step, args.sourcePitch),
        arith::ShRUIOp::create(e.builder, e.loc, stretch.begin, e.index(3)));
    // A spike row ends with whole words.
    e.loop(words, [&](Value word) {
      Value loaded = vector::LoadOp::create(
          e.builder, e.loc, bytes, args.source, e.add(first, e.mul(word, 2)));
      Value spikes =
          vector::BitCastOp::create(e.builder, e.loc, e.bits(16), loaded);
      vector::StoreOp::create(e.builder, e.loc, e.toFloats(spikes),
                              args.expanded,
                              ValueRange{e.index(row), e.mul(word, 16)});
    });
  }
}

/// Adds one input to the sums of all steps of a group. Register by register: a
/// weight that is loaded meets every step.
Emitter::Values SumsBody::addInput(const Stretch &stretch, Value input,
                                   ValueRange carried) {
  int64_t registers = kind.width / lanes;
  Emitter::Values splats, next(carried.size());
  for (int64_t row = 0; row < snn::kDenseRows; ++row) {
    Value step = e.add(stretch.firstStep, e.index(row)), x;
    if (kind.element == snn::Element::Bits)
      x = memref::LoadOp::create(
          e.builder, e.loc, args.expanded,
          ValueRange{e.index(row), minus(input, stretch.begin)});
    else
      x = memref::LoadOp::create(e.builder, e.loc, args.source,
                                 e.add(times(step, args.sourcePitch), input));
    splats.push_back(e.splat(x, lanes));
  }
  for (int64_t number = 0; number < registers; ++number) {
    Value weights = loadWeights(input, number * lanes, lanes);
    for (int64_t row = 0; row < snn::kDenseRows; ++row) {
      int64_t place = row * registers + number;
      next[place] = e.fma(splats[row], weights, carried[place]);
    }
  }
  return next;
}

void SumsBody::forEachRegister(Value firstStep,
                               llvm::function_ref<void(ArrayRef<Value>)> body) {
  for (int64_t row = 0; row < snn::kDenseRows; ++row)
    for (int64_t lane = 0; lane < kind.width; lane += lanes)
      body({e.add(firstStep, e.index(row)), e.index(lane)});
}

void SumsBody::addProduct(const Stretch &stretch) {
  if (kind.element == snn::Element::Bits)
    expandSpikes(stretch);
  Emitter::Values before;
  forEachRegister(stretch.firstStep, [&](ArrayRef<Value> place) {
    before.push_back(vector::LoadOp::create(e.builder, e.loc, e.floats(lanes),
                                            args.sums, place));
  });
  Emitter::Values after = e.loop(stretch.begin, stretch.end, e.index(1), before,
                                 [&](Value input, ValueRange carried) {
                                   return addInput(stretch, input, carried);
                                 });
  size_t number = 0;
  forEachRegister(stretch.firstStep, [&](ArrayRef<Value> place) {
    vector::StoreOp::create(e.builder, e.loc, after[number++], args.sums,
                            place);
  });
}

void SumsBody::emit() {
  Value groups = arith::DivUIOp::create(e.builder, e.loc, args.steps,
                                        e.index(snn::kDenseRows));
  e.loop(e.index(0), args.inputs, e.index(snn::kDenseInputs), {},
         [&](Value input, ValueRange) {
           e.loop(groups, [&](Value group) { addGroup(group, input); });
           return Emitter::Values();
         });
  // Steps that fill no group.
  addSteps(e.mul(groups, snn::kDenseRows), args.steps);
}

} // namespace

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

static SmallVector<Value> listOf(const SumsArguments &args) {
  return {args.starts,   args.events,      args.source,      args.sourcePitch,
          args.weights,  args.firstWeight, args.weightPitch, args.sums,
          args.expanded, args.steps,       args.inputs,      args.denseAbove};
}

static SumsArguments fromList(ArrayRef<BlockArgument> list) {
  return {list[0], list[1], list[2], list[3], list[4],  list[5],
          list[6], list[7], list[8], list[9], list[10], list[11]};
}

/// The name of the function of that kind. A weight may be called so, too.
static std::string nameOf(const SumsKind &kind, ModuleOp module) {
  std::string name =
      "sums." + std::to_string(kind.width) + (kind.isTail ? ".tail" : "") +
      (kind.element == snn::Element::Bits ? ".spikes" : ".floats") + ".i" +
      std::to_string(kind.indexBits);
  while (isa_and_nonnull<snn::ParamOp, memref::GlobalOp>(
      module.lookupSymbol(name)))
    name += "_";
  return name;
}

static func::FuncOp createFunction(Emitter &caller, ModuleOp module,
                                   StringRef name, const SumsKind &kind,
                                   TypeRange types) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto function = func::FuncOp::create(builder, module.getLoc(), name,
                                       builder.getFunctionType(types, {}));
  function.setPrivate();
  function->setAttr(
      "llvm.linkage",
      LLVM::LinkageAttr::get(builder.getContext(), LLVM::Linkage::Internal));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  Emitter emitter(builder, module.getLoc(), caller.options);
  SumsBody(emitter, kind, fromList(entry->getArguments())).emit();
  func::ReturnOp::create(builder, module.getLoc());
  return function;
}

void callSums(Emitter &e, const SumsKind &kind,
              const SumsArguments &arguments) {
  auto module =
      e.builder.getBlock()->getParentOp()->getParentOfType<ModuleOp>();
  SmallVector<Value> operands = listOf(arguments);
  std::string name = nameOf(kind, module);
  auto function = module.lookupSymbol<func::FuncOp>(name);
  if (!function)
    function =
        createFunction(e, module, name, kind, ValueRange(operands).getTypes());
  func::CallOp::create(e.builder, e.loc, function, operands);
}

Value flatView(Emitter &e, Value view) {
  auto type = cast<MemRefType>(view.getType());
  if (type.getRank() > 1) {
    ReassociationIndices all =
        llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
    view = memref::CollapseShapeOp::create(
        e.builder, e.loc, view, SmallVector<ReassociationIndices>{all});
  }
  auto layout =
      StridedLayoutAttr::get(e.builder.getContext(), ShapedType::kDynamic, {1});
  return memref::CastOp::create(
      e.builder, e.loc,
      MemRefType::get({ShapedType::kDynamic}, type.getElementType(), layout),
      view);
}

} // namespace snnc
