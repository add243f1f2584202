// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of a subcommand: a table of options bound to the members of
// a struct. LLVM's own command-line library would list LLVM's own options.

#ifndef SNNC_COMPILER_TOOLS_OPTIONS_H
#define SNNC_COMPILER_TOOLS_OPTIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <functional>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace snnc {

using Arguments = llvm::ArrayRef<llvm::StringRef>;

/// A decimal number within [least, most], or what was expected.
llvm::Error parseNumber(llvm::StringRef text, uint64_t &value,
                        uint64_t least = 0, uint64_t most = UINT32_MAX);

class OptionTable {
public:
  /// `usage` is what follows the command's name, for example "MODEL -o DIR".
  OptionTable(llvm::StringRef command, llvm::StringRef usage,
              llvm::StringRef summary)
      : command(command), usage(usage), summary(summary) {}

  /// The one argument that is no option; required.
  void positional(llvm::StringRef name, std::string &value);

  /// `--name`.
  void flag(llvm::StringRef name, bool &value, llvm::StringRef help);
  /// `--name=V` or `--name V`; the last one counts.
  void text(llvm::StringRef name, llvm::StringRef valueName, std::string &value,
            llvm::StringRef help);
  /// The same, any number of times.
  void list(llvm::StringRef name, llvm::StringRef valueName,
            std::vector<std::string> &values, llvm::StringRef help);
  /// As parseNumber takes it.
  void number(llvm::StringRef name, llvm::StringRef valueName, uint64_t &value,
              llvm::StringRef help, uint64_t least = 0,
              uint64_t most = UINT32_MAX);
  /// Anything else, with help of one line or several: `parse` gets the value
  /// and says what is wrong with it. A `joined` option is one letter with its
  /// value behind, as in -O2.
  void custom(llvm::StringRef name, llvm::StringRef valueName,
              llvm::StringRef help,
              std::function<llvm::Error(llvm::StringRef)> parse,
              bool joined = false);

  /// The values of the option that was added last, for those who complete it.
  /// An option whose value is called "a|b" has its values by that.
  void choices(llvm::ArrayRef<llvm::StringRef> values);

  /// What is added from here on is not in the help, but one line is instead.
  void summarise(llvm::StringRef options, llvm::StringRef help);
  /// What is added from here on is in the help again.
  void resume() { isListing = true; }

  /// Reads the command line. Errors: an unknown option (the message has the
  /// nearest), a missing or wrong value, a missing or second positional
  /// argument. `help` is set for --help and -h, and the rest is then not looked
  /// at.
  llvm::Error parse(Arguments arguments, bool &help) const;

  void printHelp(llvm::raw_ostream &os) const;

  struct Option {
    std::string name, valueName, help;
    bool joined = false;
    /// Null for a line of the help that sums up others.
    std::function<llvm::Error(llvm::StringRef)> parse;
    bool isListed = true;
    std::vector<std::string> choices = {};
  };

  llvm::StringRef getCommand() const { return command; }
  llvm::StringRef getUsage() const { return usage; }
  llvm::StringRef getSummary() const { return summary; }
  llvm::ArrayRef<Option> getOptions() const { return options; }
  /// The option of that name, or null.
  const Option *find(llvm::StringRef name) const;

private:
  llvm::Error unknown(llvm::StringRef name) const;
  /// Consumes one option, and its value, from the front of `rest`.
  llvm::Error parseOption(Arguments &rest) const;

  std::string command, usage, summary, positionalName;
  std::string *positionalValue = nullptr;
  std::vector<Option> options;
  bool isListing = true;
};

} // namespace snnc

#endif // SNNC_COMPILER_TOOLS_OPTIONS_H
