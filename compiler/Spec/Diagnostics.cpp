// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snnc/Diagnostics.h"
#include "compiler/Spec/Json.h"
#include "compiler/Spec/Printable.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

using namespace snnc;
using llvm::StringRef;

Diagnostic &Diagnostic::note(Place place, const llvm::Twine &message) {
  notes.push_back({std::move(place), message.str()});
  return *this;
}

Diagnostic &Diagnostics::error(Place place, const llvm::Twine &message) {
  return report({Severity::Error, std::move(place), message.str(), {}});
}

Diagnostic &Diagnostics::warning(Place place, const llvm::Twine &message) {
  return report({Severity::Warning, std::move(place), message.str(), {}});
}

Diagnostic &Diagnostics::report(Diagnostic diagnostic) {
  errors += diagnostic.severity == Severity::Error;
  diagnostics.push_back(std::move(diagnostic));
  return diagnostics.back();
}

void Diagnostics::sortByPlace(size_t first) {
  std::stable_sort(diagnostics.begin() + first, diagnostics.end(),
                   [](const Diagnostic &a, const Diagnostic &b) {
                     return std::tie(a.place.line, a.place.column) <
                            std::tie(b.place.line, b.place.column);
                   });
}

static llvm::HighlightColor colorOf(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return llvm::HighlightColor::Error;
  case Severity::Warning:
    return llvm::HighlightColor::Warning;
  case Severity::Remark:
    return llvm::HighlightColor::Remark;
  }
  return llvm::HighlightColor::Error;
}

const char *snnc::severityName(Severity severity) {
  switch (severity) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Remark:
    return "remark";
  }
  return "error";
}

namespace {

/// Prints places with their source lines; reads each file once.
class SourcePrinter {
public:
  using Sources = std::map<std::string, std::string>;

  SourcePrinter(llvm::raw_ostream &os, const Sources &sources)
      : os(os), sources(sources) {}

  /// Control characters of `kept` are meant.
  void print(const Place &place, StringRef severity, llvm::HighlightColor color,
             StringRef message, StringRef kept = "") {
    if (!place.file.empty()) {
      os << printable(place.file) << ':';
      if (place.line)
        os << place.line << ':' << place.column << ':';
      os << ' ';
    }
    colored(color) << severity << ": ";
    if (!place.node.empty())
      os << "node '" << printable(place.node) << "': ";
    os << printable(message, kept) << '\n';
    if (place.line && place.column)
      printLine(place);
  }

private:
  /// A model with inline weights can have lines of megabytes.
  static constexpr size_t maxWidth = 120;

  void printLine(const Place &place) {
    StringRef line = findLine(place);
    size_t column = place.column - 1;
    if (line.empty() || column > line.size())
      return;
    size_t first = column < maxWidth ? 0 : column - maxWidth / 2;
    while (first < column && isContinued(line[first]))
      ++first;
    size_t last = std::min(first + maxWidth, line.size());
    while (last < line.size() && last > column && isContinued(line[last]))
      --last;
    os << printable(line.slice(first, last), "\t") << '\n';
    printBlanks(line.slice(first, column));
    colored(llvm::HighlightColor::Remark) << '^';
    os << '\n';
  }

  /// Whether a byte is not the first of a character.
  static bool isContinued(char byte) { return (byte & 0xC0) == 0x80; }

  /// As wide as text that was printed.
  void printBlanks(StringRef text) {
    while (true) {
      auto [part, rest] = text.split('\t');
      os.indent(columnWidth(printable(part)));
      if (part.size() == text.size())
        return;
      os << '\t';
      text = rest;
    }
  }

  /// On a terminal; https://no-color.org.
  llvm::WithColor colored(llvm::HighlightColor color) {
    bool isPlain = llvm::sys::Process::GetEnv("NO_COLOR").has_value();
    return llvm::WithColor(
        os, color, isPlain ? llvm::ColorMode::Disable : llvm::ColorMode::Auto);
  }

  StringRef findLine(const Place &place) {
    StringRef rest = read(place.file);
    for (unsigned i = 1; i < place.line && !rest.empty(); ++i)
      rest = rest.split('\n').second;
    return rest.split('\n').first.rtrim('\r');
  }

  StringRef read(const std::string &file) {
    if (auto found = sources.find(file); found != sources.end())
      return found->second;
    auto [entry, isNew] = files.try_emplace(file);
    if (isNew) {
      auto buffer = llvm::MemoryBuffer::getFile(file);
      if (buffer)
        entry->second = std::move(*buffer);
    }
    return entry->second ? entry->second->getBuffer() : StringRef();
  }

  llvm::raw_ostream &os;
  const Sources &sources;
  llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>> files;
};

} // namespace

void Diagnostics::addSource(std::string file, std::string text) {
  sources[std::move(file)] = std::move(text);
}

void Diagnostics::print(llvm::raw_ostream &os) const {
  SourcePrinter printer(os, sources);
  for (const Diagnostic &diagnostic : diagnostics) {
    printer.print(diagnostic.place, severityName(diagnostic.severity),
                  colorOf(diagnostic.severity), diagnostic.message);
    for (const Diagnostic::Note &note : diagnostic.notes)
      printer.print(note.place, "note", llvm::HighlightColor::Note,
                    note.message, /*kept=*/"\n");
  }
}

static void printPlace(llvm::json::OStream &json, const Place &place) {
  if (place.file.empty())
    return;
  json.attribute("file", jsonText(place.file));
  if (!place.node.empty())
    json.attribute("node", jsonText(place.node));
  if (!place.line)
    return;
  json.attribute("line", place.line);
  json.attribute("column", place.column);
}

static void printNotes(llvm::json::OStream &json,
                       const Diagnostic &diagnostic) {
  for (const Diagnostic::Note &note : diagnostic.notes)
    json.object([&] {
      printPlace(json, note.place);
      json.attribute("message", jsonText(note.message));
    });
}

void Diagnostics::printJson(llvm::raw_ostream &os) const {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.array([&] {
    for (const Diagnostic &diagnostic : diagnostics)
      json.object([&] {
        json.attribute("severity", severityName(diagnostic.severity));
        printPlace(json, diagnostic.place);
        json.attribute("message", jsonText(diagnostic.message));
        json.attributeArray("notes", [&] { printNotes(json, diagnostic); });
      });
  });
  os << '\n';
}
