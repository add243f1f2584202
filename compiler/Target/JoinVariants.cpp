// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Target/JoinVariants.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"

using namespace snnc;
using llvm::Function;
using llvm::GlobalVariable;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// The bytes of a constant that may stand for another one, or none.
static llvm::StringRef bytesOf(const GlobalVariable &global) {
  if (!global.hasLocalLinkage() || !global.isConstant() ||
      !global.hasInitializer())
    return "";
  auto *data =
      llvm::dyn_cast<llvm::ConstantDataSequential>(global.getInitializer());
  return data && data->getElementType()->isIntegerTy(8)
             ? data->getRawDataValues()
             : "";
}

void snnc::shareConstants(llvm::Module &module) {
  std::vector<std::pair<llvm::StringRef, GlobalVariable *>> constants;
  for (GlobalVariable &global : module.globals())
    if (llvm::StringRef bytes = bytesOf(global); !bytes.empty())
      constants.emplace_back(bytes, &global);
  // Behind each one come those that begin with it.
  llvm::stable_sort(constants, llvm::less_first());
  GlobalVariable *longest = nullptr;
  llvm::StringRef bytes;
  for (auto [candidate, global] : llvm::reverse(constants)) {
    if (!longest || !bytes.starts_with(candidate)) {
      longest = global;
      bytes = candidate;
      continue;
    }
    longest->setAlignment(std::max(longest->getAlign().valueOrOne(),
                                   global->getAlign().valueOrOne()));
    global->replaceAllUsesWith(longest);
    global->eraseFromParent();
  }
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

static std::vector<Function *> exportedFunctions(llvm::Module &module) {
  std::vector<Function *> functions;
  for (Function &function : module)
    if (!function.isDeclaration() && function.hasExternalLinkage())
      functions.push_back(&function);
  return functions;
}

/// The functions of a variant get names of their own. The linker would drop
/// internal ones that nobody calls yet, so exported ones stay that.
static void rename(llvm::Module &module, llvm::StringRef cpu) {
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.setName(function.getName() + "." + cpu);
    // Where it is missing, the features of another variant would hold.
    if (!function.hasFnAttribute("target-features"))
      function.addFnAttr("target-features", "");
  }
}

/// The descriptor and what else a program sees; the first variant has it, too.
static void eraseExportedConstants(llvm::Module &module) {
  for (GlobalVariable &global : llvm::make_early_inc_range(module.globals()))
    if (global.hasExternalLinkage() && global.hasInitializer())
      global.eraseFromParent();
}

namespace {

/// An exported function: its name, and the function for each variant.
struct Entry {
  std::string name;
  std::vector<Function *> functions;
};

/// Makes the functions that choose. Each jumps by a table of functions; at
/// first it is one whose functions look for the right table.
class Dispatcher {
public:
  Dispatcher(llvm::Module &module, llvm::ArrayRef<CpuVariant> variants,
             llvm::ArrayRef<Entry> entries, llvm::StringRef name)
      : module(module), variants(variants), entries(entries), name(name),
        builder(module.getContext()), pointer(builder.getPtrTy()) {}

  void emit();

private:
  GlobalVariable *makeTable(llvm::ArrayRef<llvm::Constant *> functions,
                            llvm::StringRef suffix);
  void emitChooser(llvm::ArrayRef<llvm::Constant *> tables);
  Function *makeFunction(const Entry &entry, const llvm::Twine &functionName,
                         llvm::GlobalValue::LinkageTypes linkage);
  void jump(Function *function, llvm::Value *table, unsigned index);
  Function *emitFirstCall(unsigned index);
  void emitEntry(unsigned index);
  llvm::Align pointerAlign() const {
    return module.getDataLayout().getABITypeAlign(pointer);
  }

  llvm::Module &module;
  llvm::ArrayRef<CpuVariant> variants;
  llvm::ArrayRef<Entry> entries;
  std::string name;
  llvm::IRBuilder<> builder;
  llvm::PointerType *pointer;
  GlobalVariable *chosen = nullptr; ///< The one variable: the table.
  Function *chooser = nullptr;
};

} // namespace

GlobalVariable *
Dispatcher::makeTable(llvm::ArrayRef<llvm::Constant *> functions,
                      llvm::StringRef suffix) {
  auto *type = llvm::ArrayType::get(pointer, functions.size());
  return new GlobalVariable(
      module, type, /*isConstant=*/true, llvm::GlobalValue::InternalLinkage,
      llvm::ConstantArray::get(type, functions), name + ".entries." + suffix);
}

Function *Dispatcher::makeFunction(const Entry &entry,
                                   const llvm::Twine &functionName,
                                   llvm::GlobalValue::LinkageTypes linkage) {
  Function *function =
      Function::Create(entry.functions.front()->getFunctionType(), linkage,
                       functionName, module);
  function->setDSOLocal(true);
  function->addFnAttr(llvm::Attribute::NoUnwind);
  builder.SetInsertPoint(
      llvm::BasicBlock::Create(module.getContext(), "entry", function));
  return function;
}

/// Ends `function`, which has the arguments for those of the table.
void Dispatcher::jump(Function *function, llvm::Value *table, unsigned index) {
  llvm::Value *place =
      builder.CreateConstInBoundsGEP1_32(pointer, table, index);
  llvm::Value *code = builder.CreateLoad(pointer, place);
  llvm::SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : function->args())
    arguments.push_back(&argument);
  builder.CreateCall(function->getFunctionType(), code, arguments)
      ->setTailCallKind(llvm::CallInst::TCK_Tail);
  builder.CreateRetVoid();
}

/// Threads that come here at the same time find the same; none waits.
void Dispatcher::emitChooser(llvm::ArrayRef<llvm::Constant *> tables) {
  chooser = Function::Create(llvm::FunctionType::get(pointer, false),
                             llvm::GlobalValue::InternalLinkage,
                             name + ".choose", module);
  for (auto attribute : {llvm::Attribute::NoInline, llvm::Attribute::Cold,
                         llvm::Attribute::NoUnwind})
    chooser->addFnAttr(attribute);
  builder.SetInsertPoint(
      llvm::BasicBlock::Create(module.getContext(), "entry", chooser));
  llvm::Value *table = emitChoice(builder, variants, tables);
  builder.CreateAlignedStore(table, chosen, pointerAlign())
      ->setAtomic(llvm::AtomicOrdering::Monotonic);
  builder.CreateRet(table);
}

Function *Dispatcher::emitFirstCall(unsigned index) {
  const Entry &entry = entries[index];
  Function *function = makeFunction(entry, entry.name + ".first",
                                    llvm::GlobalValue::InternalLinkage);
  jump(function, builder.CreateCall(chooser), index);
  return function;
}

void Dispatcher::emitEntry(unsigned index) {
  const Entry &entry = entries[index];
  Function *function =
      makeFunction(entry, entry.name, llvm::GlobalValue::ExternalLinkage);
  llvm::LoadInst *table =
      builder.CreateAlignedLoad(pointer, chosen, pointerAlign());
  table->setAtomic(llvm::AtomicOrdering::Monotonic);
  jump(function, table, index);
  // The descriptor has come with the first variant's functions.
  entry.functions.front()->replaceUsesWithIf(function, [](llvm::Use &use) {
    return llvm::isa<llvm::ConstantStruct>(use.getUser());
  });
}

void Dispatcher::emit() {
  chosen = new GlobalVariable(
      module, pointer, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
      llvm::ConstantPointerNull::get(pointer), name + ".chosen");
  std::vector<llvm::Constant *> tables, first;
  for (auto [index, variant] : llvm::enumerate(variants)) {
    std::vector<llvm::Constant *> functions;
    for (const Entry &entry : entries)
      functions.push_back(entry.functions[index]);
    tables.push_back(makeTable(functions, variant.cpu));
  }
  emitChooser(tables);
  for (unsigned index = 0; index < entries.size(); ++index) {
    first.push_back(emitFirstCall(index));
    emitEntry(index);
  }
  chosen->setInitializer(makeTable(first, "first"));
}

static llvm::Error cannotJoin(llvm::StringRef cpu, llvm::StringRef why) {
  return llvm::createStringError("the code for " + cpu + " " + why);
}

llvm::Expected<std::unique_ptr<llvm::Module>>
snnc::joinVariants(std::vector<std::unique_ptr<llvm::Module>> modules,
                   llvm::ArrayRef<CpuVariant> variants, llvm::StringRef name) {
  std::vector<Entry> entries;
  for (Function *function : exportedFunctions(*modules.front()))
    entries.push_back({function->getName().str(), {}});
  std::unique_ptr<llvm::Module> joined;
  for (auto [module, variant] : llvm::zip_equal(modules, variants)) {
    rename(*module, variant.cpu);
    if (!joined) {
      joined = std::move(module);
      continue;
    }
    eraseExportedConstants(*module);
    if (llvm::Linker::linkModules(*joined, std::move(module)))
      return cannotJoin(variant.cpu, "cannot be linked to that for others");
  }
  for (Entry &entry : entries)
    for (const CpuVariant &variant : variants) {
      Function *function = joined->getFunction(entry.name + "." + variant.cpu);
      if (!function)
        return cannotJoin(variant.cpu, "has no function '" + entry.name + "'");
      function->setLinkage(llvm::GlobalValue::InternalLinkage);
      entry.functions.push_back(function);
    }
  Dispatcher(*joined, variants, entries, name).emit();
  shareConstants(*joined);
  llvm::ModuleAnalysisManager analyses;
  llvm::GlobalDCEPass().run(*joined, analyses);
  return joined;
}
