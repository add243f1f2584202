// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The constant that describes a compiled model to generic tools.

#include "compiler/Conversion/ABI/EmitABI.h"

#include "compiler/Target/CpuFeatures.h"
#include "dialect/Storage.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include <snn/abi.h>

using namespace snnc;
using namespace mlir;

namespace {

/// Makes constants under names that begin with the model's.
class DescriptorBuilder {
public:
  DescriptorBuilder(OpBuilder &builder, snn::ModelOp model, unsigned sizeBits)
      : builder(builder), loc(model.getLoc()), prefix(model.getSymName()),
        pointer(LLVM::LLVMPointerType::get(builder.getContext())),
        word(builder.getI32Type()), size(builder.getIntegerType(sizeBits)) {}

  void emit(snn::ModelOp model, const DescriptorFacts &facts);

private:
  /// What a member of a constant struct is: a number, or the address of a
  /// symbol (null where it is empty).
  struct Member {
    Type type;
    int64_t number = 0;
    std::string symbol = {};
  };

  Member makeWord(int64_t value) { return {word, value}; }
  Member makeSize(int64_t value) { return {size, value}; }
  Member makeAddress(StringRef symbol) { return {pointer, 0, symbol.str()}; }
  Member makeString(StringRef text);
  Member makeShape(ArrayRef<int64_t> shape);
  Member makeTable(ArrayRef<SmallVector<Member>> rows);

  SmallVector<Member> describe(snn::PortAttr port);
  SmallVector<Member> describe(snn::SlotAttr slot);
  template <typename AttrT> Member describeAll(ArrayAttr arrays);
  SmallVector<Member> describeParams(snn::ModelOp model);
  SmallVector<Member> describe(const CpuFeature &feature);
  SmallVector<Member> describe(const CpuVariant &variant);
  template <typename T> Member describeList(const std::vector<T> &list);

  LLVM::LLVMStructType structOf(ArrayRef<Member> members);
  Value makeStruct(ArrayRef<Member> members);
  Value makeMember(const Member &member);
  LLVM::GlobalOp makeGlobal(Type type, Attribute value = {});
  std::string nextName() {
    return prefix + ".abi." + std::to_string(nextIndex++);
  }

  OpBuilder &builder;
  Location loc;
  std::string prefix;
  Type pointer, word, size;
  unsigned nextIndex = 0;
};

} // namespace

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

LLVM::GlobalOp DescriptorBuilder::makeGlobal(Type type, Attribute value) {
  return LLVM::GlobalOp::create(builder, loc, type, /*isConstant=*/true,
                                LLVM::Linkage::Internal, nextName(), value);
}

DescriptorBuilder::Member DescriptorBuilder::makeString(StringRef text) {
  std::string bytes = text.str() + '\0';
  auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), bytes.size());
  return makeAddress(
      makeGlobal(type, builder.getStringAttr(bytes)).getSymName());
}

DescriptorBuilder::Member
DescriptorBuilder::makeShape(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return makeAddress("");
  SmallVector<APInt> sizes;
  for (int64_t extent : shape)
    sizes.emplace_back(size.getIntOrFloatBitWidth(), extent);
  auto tensor = RankedTensorType::get(int64_t(shape.size()), size);
  return makeAddress(makeGlobal(LLVM::LLVMArrayType::get(size, shape.size()),
                                DenseElementsAttr::get(tensor, sizes))
                         .getSymName());
}

LLVM::LLVMStructType DescriptorBuilder::structOf(ArrayRef<Member> members) {
  SmallVector<Type> types;
  for (const Member &member : members)
    types.push_back(member.type);
  return LLVM::LLVMStructType::getLiteral(builder.getContext(), types);
}

Value DescriptorBuilder::makeMember(const Member &member) {
  if (member.type != pointer)
    return LLVM::ConstantOp::create(
        builder, loc, member.type,
        builder.getIntegerAttr(member.type, member.number));
  if (member.symbol.empty())
    return LLVM::ZeroOp::create(builder, loc, pointer);
  return LLVM::AddressOfOp::create(builder, loc, pointer, member.symbol);
}

Value DescriptorBuilder::makeStruct(ArrayRef<Member> members) {
  Value result = LLVM::UndefOp::create(builder, loc, structOf(members));
  for (auto [index, member] : llvm::enumerate(members))
    result = LLVM::InsertValueOp::create(builder, loc, result,
                                         makeMember(member), index);
  return result;
}

/// An array of equal structs; null where there are none.
DescriptorBuilder::Member
DescriptorBuilder::makeTable(ArrayRef<SmallVector<Member>> rows) {
  if (rows.empty())
    return makeAddress("");
  auto type = LLVM::LLVMArrayType::get(structOf(rows.front()), rows.size());
  LLVM::GlobalOp global = makeGlobal(type);
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&global.getInitializerRegion());
  Value table = LLVM::UndefOp::create(builder, loc, type);
  for (auto [index, row] : llvm::enumerate(rows))
    table = LLVM::InsertValueOp::create(builder, loc, table, makeStruct(row),
                                        index);
  LLVM::ReturnOp::create(builder, loc, table);
  return makeAddress(global.getSymName());
}

//===----------------------------------------------------------------------===//
// snn_array
//===----------------------------------------------------------------------===//

static uint32_t dtypeCode(snn::Element element) {
  switch (element) {
  case snn::Element::F32:
    return SNN_F32;
  case snn::Element::Bits:
    return SNN_BITS;
  case snn::Element::U8:
    return SNN_U8;
  }
  llvm_unreachable("all elements are listed");
}

static uint32_t reduceCode(snn::Reduce reduce) {
  switch (reduce) {
  case snn::Reduce::None:
    return SNN_REDUCE_NONE;
  case snn::Reduce::Sum:
    return SNN_REDUCE_SUM;
  case snn::Reduce::Mean:
    return SNN_REDUCE_MEAN;
  case snn::Reduce::Last:
    return SNN_REDUCE_LAST;
  case snn::Reduce::Max:
    return SNN_REDUCE_MAX;
  }
  llvm_unreachable("all reductions are listed");
}

SmallVector<DescriptorBuilder::Member>
DescriptorBuilder::describe(snn::PortAttr port) {
  ArrayRef<int64_t> shape = port.getType().getShape();
  return {makeString(port.getName()),
          makeShape(shape),
          makeWord(shape.size()),
          makeWord(dtypeCode(port.getElement())),
          makeWord(reduceCode(port.getReduce())),
          makeWord(0),
          makeSize(0),
          makeSize(0),
          makeSize(0)};
}

SmallVector<DescriptorBuilder::Member>
DescriptorBuilder::describe(snn::SlotAttr slot) {
  bool isQueue = snn::isQueue(slot.getType());
  auto storage = snn::Storage::of(slot.getType());
  ArrayRef<int64_t> shape = slot.getType().getShape().drop_front(isQueue);
  return {makeString(slot.getName()),
          makeShape(shape),
          makeWord(shape.size()),
          makeWord(dtypeCode(storage.element)),
          makeWord(SNN_REDUCE_NONE),
          makeWord(isQueue ? storage.slots : 0),
          makeSize(slot.getOffset()),
          makeSize(storage.getPitch()),
          makeSize(isQueue ? slot.getHead() : 0)};
}

template <typename AttrT>
DescriptorBuilder::Member DescriptorBuilder::describeAll(ArrayAttr arrays) {
  SmallVector<SmallVector<Member>> rows;
  for (auto array : arrays.getAsRange<AttrT>())
    rows.push_back(describe(array));
  return makeTable(rows);
}

//===----------------------------------------------------------------------===//
// snn_variant
//===----------------------------------------------------------------------===//

SmallVector<DescriptorBuilder::Member>
DescriptorBuilder::describe(const CpuFeature &feature) {
  return {makeString(feature.name), makeWord(feature.word),
          makeWord(feature.bits), makeWord(feature.systemBits)};
}

SmallVector<DescriptorBuilder::Member>
DescriptorBuilder::describe(const CpuVariant &variant) {
  return {makeString(variant.cpu), describeList(variant.features),
          makeSize(variant.features.size()), makeWord(variant.fma),
          makeWord(0)};
}

template <typename T>
DescriptorBuilder::Member
DescriptorBuilder::describeList(const std::vector<T> &list) {
  SmallVector<SmallVector<Member>> rows;
  for (const T &entry : list)
    rows.push_back(describe(entry));
  return makeTable(rows);
}

//===----------------------------------------------------------------------===//
// snn_model
//===----------------------------------------------------------------------===//

/// Zeros where the object has its weights.
SmallVector<DescriptorBuilder::Member>
DescriptorBuilder::describeParams(snn::ModelOp model) {
  auto params = model->getAttrOfType<ArrayAttr>(paramsAttr);
  if (!params)
    return {makeSize(0), makeSize(0), makeAddress(""), makeAddress(""),
            makeAddress("")};
  auto bytes = model->getAttrOfType<IntegerAttr>(paramBytesAttr);
  return {makeSize(bytes.getInt()), makeSize(params.size()),
          describeAll<snn::PortAttr>(params), makeAddress(prefix + "_pack"),
          makeAddress(prefix + "_init_state")};
}

void DescriptorBuilder::emit(snn::ModelOp model, const DescriptorFacts &facts) {
  std::vector<CpuVariant> variants = variantsOf(facts.variants);
  bool isGiven = model->hasAttr(paramsAttr);
  std::string initState = prefix + "_init_state";
  SmallVector<Member> members = {makeWord(SNN_ABI_VERSION),
                                 makeWord(0),
                                 makeString(prefix),
                                 makeString(facts.compiler),
                                 makeString(facts.target),
                                 makeSize(facts.stateBytes),
                                 makeSize(snn::kArrayAlignment),
                                 makeSize(model.getCarried()),
                                 makeSize(facts.weightBytes),
                                 makeSize(model.getInputs().size()),
                                 makeSize(model.getOutputs().size()),
                                 makeSize(model.getStates().size()),
                                 makeSize(variants.size()),
                                 describeAll<snn::PortAttr>(model.getInputs()),
                                 describeAll<snn::PortAttr>(model.getOutputs()),
                                 describeAll<snn::SlotAttr>(model.getStates()),
                                 describeList(variants),
                                 makeAddress(isGiven ? "" : initState),
                                 makeAddress(prefix + "_step"),
                                 makeAddress(prefix + "_run"),
                                 makeAddress(prefix + "_run_batch")};
  llvm::append_range(members, describeParams(model));
  auto global = LLVM::GlobalOp::create(
      builder, loc, structOf(members), /*isConstant=*/true,
      LLVM::Linkage::External, prefix + "_model", Attribute());
  OpBuilder::InsertionGuard guard(builder);
  builder.createBlock(&global.getInitializerRegion());
  LLVM::ReturnOp::create(builder, loc, makeStruct(members));
}

void snnc::emitDescriptor(OpBuilder &builder, snn::ModelOp model,
                          const DescriptorFacts &facts) {
  DescriptorBuilder(builder, model, facts.sizeBits).emit(model, facts);
  LLVM::GlobalOp::create(
      builder, model.getLoc(), builder.getI8Type(), /*isConstant=*/true,
      LLVM::Linkage::External,
      (model.getSymName() + "_header_" + facts.interface).str(),
      builder.getI8IntegerAttr(0));
}
