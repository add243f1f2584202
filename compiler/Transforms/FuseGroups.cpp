// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Groups layers that are computed together.

#include "compiler/Transforms/Passes.h"
#include "dialect/StepKinds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SetVector.h"

namespace snnc {
#define GEN_PASS_DEF_FUSEGROUPS
#include "compiler/Transforms/Passes.h.inc"
} // namespace snnc

using namespace mlir;

namespace {

/// The kernel for a group that begins with `op`.
snn::KernelKind kindOf(Operation *op) {
  auto step = dyn_cast<snn::StepOpInterface>(op);
  return step ? step.getKernelKind() : snn::KernelKind::Map;
}

/// Whether others may read a panel of the group's result in registers.
bool takesFollowers(Operation *first) {
  auto step = dyn_cast<snn::StepOpInterface>(first);
  return !step || step.givesPanels();
}

bool canFollow(Operation *op) {
  auto step = dyn_cast<snn::StepOpInterface>(op);
  return step && step.canFollow();
}

/// A sum that only another sum of the same kind continues moves into its group.
bool isPartOfSum(Operation *op) {
  if (!isa<snn::WeightedSumOpInterface>(op) || !op->hasOneUse())
    return false;
  Operation *user = *op->user_begin();
  return user->getName() == op->getName() &&
         snn::getContinuedSum(user) == op->getResult(0) &&
         kindOf(user) == kindOf(op);
}

struct Group {
  snn::KernelKind kind;
  SmallVector<Operation *> ops;
};

/// Forms the groups of one block of step operations.
class GroupFormer {
public:
  explicit GroupFormer(Block &block)
      : block(block), builder(block.getParentOp()->getContext()) {}

  void run();
  size_t getNumGroups() const { return groups.size(); }
  size_t numFused = 0;

private:
  void assign(Operation *op);
  void startGroup(Operation *op);
  std::optional<size_t> findGroup(Operation *op);
  bool isIn(Operation *op, size_t group) const {
    auto found = groupOf.find(op);
    return op && found != groupOf.end() && found->second == group;
  }
  void emit(Group &group, IRMapping &mapping);
  std::string nameOf(const Group &group);
  SmallVector<Value> escaping(const Group &group);
  void readInputs(snn::ScanOp scan);

  Block &block;
  OpBuilder builder;
  SmallVector<Group> groups;
  llvm::DenseMap<Operation *, size_t> groupOf;
};

void GroupFormer::startGroup(Operation *op) {
  SmallVector<Operation *> parts = {op};
  for (Value init = snn::getContinuedSum(op); init;
       init = snn::getContinuedSum(parts.back())) {
    Operation *part = init.getDefiningOp();
    if (!part || !isPartOfSum(part))
      break;
    parts.push_back(part);
  }
  std::reverse(parts.begin(), parts.end());
  for (Operation *part : parts)
    groupOf[part] = groups.size();
  groups.push_back({kindOf(op), std::move(parts)});
}

/// The last group that `op` reads from, if the operation can join it.
std::optional<size_t> GroupFormer::findGroup(Operation *op) {
  std::optional<size_t> last;
  for (Value operand : op->getOperands()) {
    auto found = groupOf.find(operand.getDefiningOp());
    if (operand.getDefiningOp() && found != groupOf.end())
      last = std::max(last.value_or(0), found->second);
  }
  if (!last || !canFollow(op) || !takesFollowers(groups[*last].ops.front()))
    return std::nullopt;
  auto shapeOf = [](Operation *op) {
    return cast<ShapedType>(op->getResult(0).getType()).getShape();
  };
  if (shapeOf(groups[*last].ops.back()) != shapeOf(op))
    return std::nullopt;
  return last;
}

void GroupFormer::assign(Operation *op) {
  // What works on panels writes constants itself; others read buffers.
  bool isInline =
      isa<arith::ConstantOp>(op) &&
      llvm::all_of(op->getUsers(), [](Operation *user) {
        return canFollow(user) || user->hasTrait<OpTrait::IsTerminator>();
      });
  if (isInline || isPartOfSum(op))
    return;
  if (std::optional<size_t> group = findGroup(op)) {
    groupOf[op] = *group;
    groups[*group].ops.push_back(op);
    ++numFused;
    return;
  }
  startGroup(op);
}

/// The names of the group's layers, each once: "fc+norm+lif".
std::string GroupFormer::nameOf(const Group &group) {
  llvm::SetVector<StringRef> names;
  for (Operation *op : group.ops)
    if (auto layer = op->getAttrOfType<StringAttr>("layer"))
      names.insert(layer.getValue());
  if (names.empty())
    return "delay";
  return llvm::join(names, "+");
}

/// Results of the group's operations that something outside it reads.
SmallVector<Value> GroupFormer::escaping(const Group &group) {
  size_t index = groupOf[group.ops.back()];
  SmallVector<Value> values;
  for (Operation *op : group.ops)
    for (Value result : op->getResults())
      if (!llvm::all_of(result.getUsers(),
                        [&](Operation *user) { return isIn(user, index); }))
        values.push_back(result);
  return values;
}

void GroupFormer::emit(Group &group, IRMapping &mapping) {
  llvm::SetVector<Value> inputs;
  SmallVector<Operation *> constants;
  for (Operation *op : group.ops)
    for (Value operand : op->getOperands()) {
      Operation *source = operand.getDefiningOp();
      if (source && isa<arith::ConstantOp>(source) && !groupOf.contains(source))
        constants.push_back(source);
      else if (!isIn(source, groupOf.lookup(op)))
        inputs.insert(operand);
    }
  SmallVector<Value> results = escaping(group), outer;
  for (Value input : inputs)
    outer.push_back(mapping.lookupOrDefault(input));
  Location loc = group.ops.back()->getLoc();
  auto op = snn::GroupOp::create(builder, loc, TypeRange(ValueRange(results)),
                                 nameOf(group), group.kind, outer);
  OpBuilder::InsertionGuard guard(builder);
  Block &body = op.getBody().emplaceBlock();
  builder.setInsertionPointToStart(&body);
  IRMapping inner;
  for (Value input : inputs)
    inner.map(input, body.addArgument(input.getType(), loc));
  for (Operation *constant : constants)
    if (!inner.contains(constant->getResult(0)))
      builder.clone(*constant, inner);
  for (Operation *member : group.ops)
    builder.clone(*member, inner);
  SmallVector<Value> yielded;
  for (auto [result, outerResult] : llvm::zip(results, op.getResults())) {
    yielded.push_back(inner.lookup(result));
    mapping.map(result, outerResult);
  }
  snn::YieldOp::create(builder, loc, yielded);
}

/// Puts every input that is read into a buffer of its own.
void GroupFormer::readInputs(snn::ScanOp scan) {
  builder.setInsertionPointToStart(&block);
  snn::ModelOp model = snn::ModelOp::of(scan->getParentOfType<func::FuncOp>());
  for (auto [argument, port] :
       llvm::zip(block.getArguments(),
                 model.getInputs().getAsRange<snn::PortAttr>())) {
    if (argument.use_empty())
      continue;
    auto group = snn::GroupOp::create(
        builder, scan.getLoc(), TypeRange(argument.getType()), port.getName(),
        snn::KernelKind::Input, ValueRange(argument));
    argument.replaceAllUsesExcept(group.getResult(0), group);
    Block &body = group.getBody().emplaceBlock();
    OpBuilder inner = OpBuilder::atBlockBegin(&body);
    snn::YieldOp::create(
        inner, scan.getLoc(),
        ValueRange(body.addArgument(argument.getType(), scan.getLoc())));
  }
}

void GroupFormer::run() {
  auto scan = dyn_cast<snn::ScanOp>(block.getParentOp());
  SmallVector<Operation *> members;
  for (Operation &op : block.without_terminator())
    members.push_back(&op);
  for (Operation *op : members)
    assign(op);
  if (scan)
    readInputs(scan);
  builder.setInsertionPoint(block.getTerminator());
  IRMapping mapping;
  for (Group &group : groups)
    emit(group, mapping);
  for (OpOperand &operand : block.getTerminator()->getOpOperands())
    operand.set(mapping.lookupOrDefault(operand.get()));
  for (Operation *op : llvm::reverse(members))
    if (op->use_empty())
      op->erase();
}

struct FuseGroups : snnc::impl::FuseGroupsBase<FuseGroups> {
  void runOnOperation() override {
    for (auto model : getOperation().getOps<snn::ModelOp>()) {
      if (func::FuncOp init = model.getInitFunction())
        form(init.getBody().front());
      if (func::FuncOp run = model.getRunFunction())
        run.walk([&](snn::ScanOp scan) { form(scan.getBody().front()); });
    }
  }

  void form(Block &block) {
    for (auto group : block.getOps<snn::GroupOp>()) {
      group.emitOpError("is a group already; each is formed once");
      return signalPassFailure();
    }
    GroupFormer former(block);
    former.run();
    numGroups += former.getNumGroups();
    numFused += former.numFused;
  }
};

} // namespace
