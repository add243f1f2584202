// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C interface: functions as those of snnc/Compile.h, with their problems as
// an array.

#include "compiler/Api/CompileRead.h"
#include "compiler/Driver/Session.h"
#include "compiler/Spec/Json.h"
#include "compiler/Spec/ReadConvention.h"
#include "compiler/Spec/ReadModel.h"
#include "compiler/Spec/Schema.h"
#include "snnc-c/snnc.h"
#include "snnc/Compile.h"
#include "llvm/Support/raw_ostream.h"
#include <new>

using namespace snnc;

struct snnc_model {
  Model model;
};

struct snnc_code {
  CompiledModel code;
};

struct snnc_compiler {
  std::unique_ptr<mlir::MLIRContext> context = makeContext();
  /// What the last call found; the array points into it.
  Diagnostics found;
  std::vector<snnc_problem> problems;
  std::string text;

  void begin() {
    found = Diagnostics();
    problems.clear();
    text.clear();
  }
  void add(snnc_severity severity, const Place &place,
           const std::string &message) {
    problems.push_back({severity, place.file.c_str(), place.line, place.column,
                        place.node.c_str(), message.c_str()});
  }
  void finish() {
    for (const Diagnostic &each : found.all()) {
      add(static_cast<snnc_severity>(each.severity), each.place, each.message);
      for (const Diagnostic::Note &note : each.notes)
        add(SNNC_NOTE, note.place, note.message);
    }
    llvm::raw_string_ostream os(text);
    found.print(os);
  }
  void take(llvm::Error error) {
    llvm::handleAllErrors(
        std::move(error),
        [&](const ModelError &model) { found = model.diagnostics(); },
        [&](const llvm::ErrorInfoBase &other) {
          found.error({}, other.message());
        });
  }
};

static_assert(int(Severity::Error) == SNNC_ERROR &&
              int(Severity::Warning) == SNNC_WARNING &&
              int(Severity::Remark) == SNNC_REMARK);

/// Whether an argument is there; reported where it is not.
static bool has(snnc_compiler &compiler, const void *argument,
                const char *what) {
  if (!argument)
    compiler.found.error({}, std::string("expected ") + what +
                                 ", found a null pointer");
  return argument != nullptr;
}

/// Runs `work`, which gives an object or null, as one call with `compiler`.
template <typename Work>
static auto call(snnc_compiler *compiler, Work work)
    -> decltype(work(*compiler)) {
  if (!compiler)
    return {};
  compiler->begin();
  auto result = work(*compiler);
  compiler->finish();
  return result;
}

static snnc_model *made(std::optional<Model> model) {
  return model ? new (std::nothrow) snnc_model{std::move(*model)} : nullptr;
}

static snnc_model *made(snnc_compiler &compiler, llvm::Expected<Model> model) {
  if (model)
    return made(std::optional(std::move(*model)));
  compiler.take(model.takeError());
  return nullptr;
}

const char *snnc_version(void) { return SNNC_VERSION; }

const char *snnc_schema(void) {
  static const std::string schema = [] {
    std::string text;
    llvm::raw_string_ostream os(text);
    printSchema(os);
    return text;
  }();
  return schema.c_str();
}

snnc_compiler *snnc_compiler_create(void) {
  return new (std::nothrow) snnc_compiler;
}

void snnc_compiler_destroy(snnc_compiler *compiler) { delete compiler; }

//===----------------------------------------------------------------------===//
// Problems
//===----------------------------------------------------------------------===//

size_t snnc_problem_count(const snnc_compiler *compiler) {
  return compiler ? compiler->problems.size() : 0;
}

const snnc_problem *snnc_problem_at(const snnc_compiler *compiler,
                                    size_t index) {
  return index < snnc_problem_count(compiler) ? &compiler->problems[index]
                                              : nullptr;
}

const char *snnc_problem_text(const snnc_compiler *compiler) {
  return compiler ? compiler->text.c_str() : "";
}

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

snnc_model *snnc_model_from_text(snnc_compiler *compiler, const char *text,
                                 size_t size, const char *name) {
  return call(compiler, [&](snnc_compiler &c) -> snnc_model * {
    if (!has(c, text, "text") || !has(c, name, "a name"))
      return nullptr;
    llvm::StringRef json(text, size);
    c.found.addSource(name, json.str());
    return made(readModelText(json, name, {}, c.found));
  });
}

snnc_model *snnc_model_from_file(snnc_compiler *compiler, const char *path) {
  return call(compiler, [&](snnc_compiler &c) -> snnc_model * {
    return has(c, path, "a path") ? made(readModel(path, c.found)) : nullptr;
  });
}

/// The object of a spec's key `convention`, or a preset's name alone.
static std::optional<Convention> parseConvention(llvm::StringRef text,
                                                 Diagnostics &found) {
  Convention convention;
  if (!text.ltrim().starts_with("{")) {
    if (llvm::Error problem = parse(text, convention.preset)) {
      found.error({}, "convention: " + llvm::toString(std::move(problem)));
      return std::nullopt;
    }
    return convention;
  }
  Report report{"<convention>", found};
  found.addSource(report.file, text.str());
  std::optional<JsonValue> value =
      parseJson(text, report.file, /*comments=*/true, found);
  if (value)
    convention = readConvention(report, *value);
  return found.hasErrors() ? std::nullopt : std::optional(convention);
}

snnc_model *snnc_model_from_nir(snnc_compiler *compiler, const char *path,
                                const char *convention) {
  return call(compiler, [&](snnc_compiler &c) -> snnc_model * {
    if (!has(c, path, "a path"))
      return nullptr;
    std::optional<Convention> read;
    if (convention) {
      read = parseConvention(convention, c.found);
      if (!read)
        return nullptr;
    }
    return made(c, loadNir(path, read));
  });
}

void snnc_model_destroy(snnc_model *model) { delete model; }

const char *snnc_model_name(const snnc_model *model) {
  return model ? model->model.name.c_str() : "";
}

int snnc_model_save(snnc_compiler *compiler, const snnc_model *model,
                    const char *jsonPath) {
  return call(compiler, [&](snnc_compiler &c) -> int {
    if (has(c, model, "a model") && has(c, jsonPath, "a path"))
      c.take(save(model->model, jsonPath));
    return !c.found.hasErrors();
  });
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

snnc_options snnc_options_default(void) {
  return {nullptr, nullptr, nullptr, CompileOptions().optLevel, {0, 0}};
}

snnc_code *snnc_compile(snnc_compiler *compiler, const snnc_model *model,
                        const snnc_options *options) {
  return call(compiler, [&](snnc_compiler &c) -> snnc_code * {
    if (!has(c, model, "a model"))
      return nullptr;
    snnc_options given = options ? *options : snnc_options_default();
    auto text = [](const char *known) { return known ? known : ""; };
    if (given.opt_level > 3) {
      c.found.error({}, "expected an optimisation level from 0 to 3, found " +
                            std::to_string(given.opt_level));
      return nullptr;
    }
    CompileOptions build;
    build.target = text(given.target);
    build.cpu = text(given.cpu);
    build.features = text(given.features);
    build.optLevel = given.opt_level;
    build.key = {given.key[0], given.key[1]};
    build.warnings = &c.found;
    auto code = compileRead(*c.context, model->model, build);
    if (code)
      return new (std::nothrow) snnc_code{std::move(*code)};
    c.take(code.takeError());
    return nullptr;
  });
}

void snnc_code_destroy(snnc_code *code) { delete code; }

const char *snnc_code_name(const snnc_code *code) {
  return code ? code->code.name.c_str() : "";
}

const void *snnc_code_object(const snnc_code *code, size_t *size) {
  if (size)
    *size = code ? code->code.object.size() : 0;
  return code ? code->code.object.data() : nullptr;
}

const char *snnc_code_header(const snnc_code *code) {
  return code ? code->code.header.c_str() : "";
}

const char *snnc_code_manifest(const snnc_code *code) {
  return code ? code->code.manifest.c_str() : "";
}

int snnc_code_write(snnc_compiler *compiler, const snnc_code *code,
                    const char *directory) {
  return call(compiler, [&](snnc_compiler &c) -> int {
    if (has(c, code, "code") && has(c, directory, "a directory"))
      c.take(code->code.write(directory));
    return !c.found.hasErrors();
  });
}
