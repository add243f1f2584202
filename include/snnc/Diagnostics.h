// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The problems found in a model. Every reader, and MLIR's diagnostic handler,
// reports here; the driver prints the lot and takes its exit code from it.

#ifndef SNNC_DIAGNOSTICS_H
#define SNNC_DIAGNOSTICS_H

#include "snnc/Place.h"
#include "llvm/ADT/Twine.h"
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace snnc {

enum class Severity { Error, Warning, Remark };

/// One problem: a message with its place, and notes that carry further places.
struct Diagnostic {
  struct Note {
    Place place;
    std::string message;
  };

  Severity severity = Severity::Error;
  Place place;
  std::string message;
  std::vector<Note> notes;

  /// Adds a note and returns this diagnostic, so that notes can be chained.
  Diagnostic &note(Place place, const llvm::Twine &message);
};

/// Collects diagnostics in the order in which they are found. Not thread safe.
class Diagnostics {
public:
  /// The returned reference stays valid as long as this object lives.
  Diagnostic &error(Place place, const llvm::Twine &message);
  Diagnostic &warning(Place place, const llvm::Twine &message);
  Diagnostic &report(Diagnostic diagnostic);

  /// Sorts what was reported since there were `first` diagnostics by line and
  /// column; ties keep their order. For readers that do not go through a file
  /// from its beginning to its end. References to these become others'.
  void sortByPlace(size_t first);

  /// Makes the text known of what places call \p file and no file has: models
  /// that were built in C++.
  void addSource(std::string file, std::string text);

  unsigned errorCount() const { return errors; }
  bool hasErrors() const { return errors != 0; }
  const std::deque<Diagnostic> &all() const { return diagnostics; }

  /// Prints each diagnostic as `file:line:column: error: message`, below it the
  /// source line and a caret where the file can be read, then its notes alike;
  /// for a node of a graph, as `file: error: node 'name': message`.
  void print(llvm::raw_ostream &os) const;

  /// Prints one JSON array with an object for each diagnostic: `severity`
  /// ("error", "warning" or "remark"), `file`, `line`, `column`, `node` (those
  /// that are known), `message`, and `notes`, a list of objects without a
  /// severity.
  void printJson(llvm::raw_ostream &os) const;

private:
  std::deque<Diagnostic> diagnostics;
  std::map<std::string, std::string> sources;
  unsigned errors = 0;
};

/// "error", "warning" or "remark".
const char *severityName(Severity severity);

} // namespace snnc

#endif // SNNC_DIAGNOSTICS_H
