// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Driver/Build.h"

#include "compiler/Pipeline/Pipeline.h"
#include "compiler/Reference/Interpreter.h"
#include "compiler/Spec/Names.h"
#include "compiler/Target/ModelText.h"
#include "compiler/Transforms/ParamNames.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using namespace mlir;

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

Build::Build(Session &session, const BuildOptions &options, TargetSet targets,
             OwningOpRef<ModuleOp> module)
    : session(session), options(options), codeTargets(std::move(targets)),
      owned(std::move(module)) {}

Build::~Build() = default;

std::unique_ptr<Build> Build::start(Session &session,
                                    const BuildOptions &options) {
  return startFrom(session, options, session.load(options.model));
}

std::unique_ptr<Build> Build::startFrom(Session &session,
                                        const BuildOptions &options,
                                        OwningOpRef<ModuleOp> module) {
  auto targets = TargetSet::create(options.target);
  if (!targets)
    session.error(targets.takeError());
  if (!targets || !module || session.diagnostics.hasErrors())
    return nullptr;
  std::unique_ptr<Build> build(
      new Build(session, options, std::move(*targets), std::move(module)));
  if (std::string text = build->targets().warning(); !text.empty())
    session.diagnostics.warning({}, text);
  return build->prepare() && build->readDensities() ? std::move(build)
                                                    : nullptr;
}

/// The network, or the interface of what was one.
static SmallVector<Operation *> findModels(ModuleOp module) {
  SmallVector<Operation *> models;
  for (Operation &op : *module.getBody())
    if (isa<snn::NetworkOp, snn::ModelOp>(op))
      models.push_back(&op);
  return models;
}

bool Build::prepare() {
  SmallVector<Operation *> models = findModels(module());
  if (models.empty()) {
    session.diagnostics.error(
        {modelTitle(options.model).str(), 0, 0},
        "expected an snn.network or snn.model, found none");
    return false;
  }
  if (models.size() > 1) {
    models[1]
            ->emitError("a second model in one file; expected one")
            .attachNote(models[0]->getLoc())
        << "the first is here";
    return false;
  }
  StringRef phase = phaseOf(module());
  if (isa<snn::NetworkOp>(models.front()) &&
      phaseIndex(phase) >= phaseIndex("form-scan")) {
    models.front()->emitError("the module says that it went through phase '")
        << phase << "', which leaves no snn.network";
    return false;
  }
  return (!options.prefix || rename(*options.prefix)) && setElements() &&
         giveWeights() && record() && checkSameTarget() && checkUnresolved() &&
         checkOneLowering() && checkDumps() && keepInterpreter(phase);
}

/// Behind the phases whose modules can be interpreted.
bool Build::keepInterpreter(StringRef phase) {
  int index = phaseIndex(phase);
  bool isAsked = options.checkPhases || (options.interpret && kept.empty());
  if (!isAsked || index < phaseIndex("infer-shapes") ||
      index > phaseIndex("outline-kernels"))
    return true;
  auto made = Interpreter::create(module());
  if (failed(made))
    return false;
  kept.push_back({phase.str(), std::move(*made)});
  return true;
}

/// No dump may overwrite the one that was read.
bool Build::checkDumps() {
  if (options.dumpPhases.empty())
    return true;
  int count = allPhases().size();
  for (int phase = phaseIndex(phaseOf(module())) + 1; phase < count; ++phase)
    if (llvm::Error problem = session.files.checkOutput(
            dumpPath(options.dumpPhases, phase), "choose another directory")) {
      session.error(std::move(problem));
      return false;
    }
  return true;
}

bool Build::readDensities() {
  if (options.densities.empty())
    return true;
  if (phaseIndex(phaseOf(module())) >= phaseIndex("resolve-connectivity")) {
    session.error("--profile: this model went through the phase "
                  "'resolve-connectivity' already");
    return false;
  }
  session.files.add(options.densities, "the profile");
  auto read = Densities::read(options.densities);
  if (!read) {
    session.error(read.takeError());
    return false;
  }
  profile = std::move(*read);
  return true;
}

/// What is decided by the network, for a module that may be past that level.
static snn::NetworkOp networkFor(Operation *model, StringRef option) {
  auto network = dyn_cast<snn::NetworkOp>(model);
  if (!network)
    model->emitError() << option
                       << " needs a model at the level of snn.network; this "
                          "one was compiled further already";
  return network;
}

bool Build::rename(StringRef prefix) {
  if (StringRef fault = faultOf(prefix, NameUse::Model); !fault.empty()) {
    session.error("--prefix: expected a C identifier, found '" + prefix + "'" +
                  (isIdentifier(prefix) ? ", which is " + fault : ""));
    return false;
  }
  auto network = networkFor(findModels(module()).front(), "--prefix");
  if (!network)
    return false;
  renameParams(module(), prefix);
  Operation *other = module().lookupSymbol(prefix);
  if (other && other != network) {
    other->emitError("--prefix: the name '") << prefix << "' is taken";
    return false;
  }
  network.setSymName(prefix);
  return true;
}

bool Build::setElements() {
  if (options.inputTypes.empty() && options.outputTypes.empty())
    return true;
  auto network =
      networkFor(findModels(module()).front(),
                 options.inputTypes.empty() ? "--output-type" : "--input-type");
  if (!network)
    return false;
  llvm::Error problem =
      llvm::joinErrors(setInputElements(network, options.inputTypes),
                       setOutputElements(network, options.outputTypes));
  if (!problem)
    return true;
  session.error(std::move(problem));
  return false;
}

bool Build::giveWeights() {
  if (!options.givesWeights)
    return true;
  auto network = networkFor(findModels(module()).front(), "--weights");
  if (!network)
    return false;
  if (!codeTargets.isOne()) {
    session.error("--weights=runtime: each CPU reads weights in an order of "
                  "its own; expected one, found " +
                  codeTargets.description());
    return false;
  }
  given = markGivenWeights(network);
  return true;
}

bool Build::record() {
  if (options.record.empty())
    return true;
  auto network = networkFor(findModels(module()).front(), "--record");
  if (!network)
    return false;
  auto outputs = recordInside(network, options.record);
  if (!outputs) {
    session.error(outputs.takeError());
    return false;
  }
  recorded = std::move(*outputs);
  return true;
}

/// Panels, FMA and pointers of a dump fit the target that it was made for.
bool Build::checkSameTarget() {
  snn::ModelOp model = interface();
  if (!model || targetName(model).empty() ||
      targetName(model) == codeTargets.description())
    return true;
  model.emitError("this model was lowered for ")
      << targetName(model) << ", found " << codeTargets.description()
      << " as the target";
  return false;
}

bool Build::checkOneLowering() {
  StringRef phase = phaseOf(module());
  if (codeTargets.isOne() || phaseIndex(phase) < firstPhaseOfCpu())
    return true;
  findModels(module()).front()->emitError("the model went through the phase '")
      << phase << "', whose result is for one CPU; expected one, found "
      << codeTargets.description();
  return false;
}

/// A profile shows the layers as the model has them.
bool Build::checkUnresolved() {
  StringRef phase = phaseOf(module());
  if (options.profile != Keep::Yes ||
      phaseIndex(phase) < phaseIndex("resolve-connectivity"))
    return true;
  findModels(module()).front()->emitError(
      "--profile needs a model before the phase 'resolve-connectivity'; this "
      "one went through '")
      << phase << "' already";
  return false;
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// Whether every problem up to this phase is the model's own.
static bool isBeforeLowering(StringRef phase) {
  return phaseIndex(phase) < phaseIndex("layout-state");
}

/// What is only known in the middle of the way.
void Build::observe(StringRef phase) {
  if (phase == "infer-shapes") {
    for (auto network : module().getOps<snn::NetworkOp>())
      layers.addLayers(network);
  }
  keepInterpreter(phase);
  if (phase == "resolve-connectivity" && options.profile != Keep::No)
    resolved = module().clone();
  if (phase == "resolve-connectivity" && profile)
    if (llvm::Error problem = profile->apply(module()))
      session.error(std::move(problem));
  if (phase == "layout-state")
    layers.addKernels(module());
}

/// Where the IR of one target of several goes: the first has the directory, the
/// others folders in it, by their CPUs.
static std::string dumpFolder(const BuildOptions &options,
                              const TargetSet &targets,
                              const CompileTarget &target) {
  if (options.dumpPhases.empty() || &target == &targets.first())
    return options.dumpPhases;
  return options.dumpPhases + "/" + target.variant().cpu;
}

int Build::run(ModuleOp module, const CompileTarget &target, StringRef phase) {
  PipelineOptions pipeline;
  pipeline.lanes = target.panelLanes();
  pipeline.registerLanes = target.registerLanes();
  pipeline.fma = target.hasFma();
  pipeline.maxTile = target.maxTile();
  if (options.crossover)
    pipeline.crossover = pipeline.convCrossover = *options.crossover;
  pipeline.pointerBits = target.pointerBits();
  pipeline.target = codeTargets.description();
  pipeline.variants = codeTargets.variants();
  pipeline.compiler = compilerName();
  pipeline.stopAfter = phase;
  pipeline.dumpDirectory = dumpFolder(options, codeTargets, target);
  pipeline.printWeights = options.printWeights;
  if (module == *owned)
    pipeline.observer = [this](StringRef phase, ModuleOp) { observe(phase); };
  bool isFresh = isBeforeLowering(phaseOf(module)) &&
                 isa<snn::NetworkOp>(findModels(module).front());
  if (succeeded(runPipeline(module, pipeline)))
    return session.diagnostics.hasErrors() ? exitBadInput : exitDone;
  StringRef done = phaseOf(module);
  if (!session.diagnostics.hasErrors())
    session.error("the phase after '" + done + "' failed without saying why");
  return isFresh && !isBeforeLowering(done) ? exitInternal : exitBadInput;
}

int Build::runTo(StringRef phase) {
  const CompileTarget &first = codeTargets.first();
  if (codeTargets.isOne() || !phase.empty() || !others.empty())
    return run(module(), first, phase);
  if (int code = run(module(), first, allPhases()[firstPhaseOfCpu() - 1].name))
    return code;
  for (const CompileTarget &target : codeTargets.all().drop_front()) {
    others.push_back(module().clone());
    if (int code = run(*others.back(), target, ""))
      return code;
  }
  return run(module(), first, "");
}

int Build::runForReport() {
  StringRef phase = "layout-state";
  StringRef done = phaseOf(module());
  return runTo(phaseIndex(done) > phaseIndex(phase) ? done : phase);
}

int64_t Build::parameters() const {
  if (layers.hasLayers)
    return layers.parameters();
  int64_t count = 0;
  for (auto param : module().getOps<snn::ParamOp>())
    count += cast<ShapedType>(param.getType()).getNumElements();
  return count;
}

snn::ModelOp Build::interface() const {
  return dyn_cast<snn::ModelOp>(findModels(module()).front());
}

std::string Build::name() const {
  Operation *model = findModels(module()).front();
  return SymbolTable::getSymbolName(model).str();
}
