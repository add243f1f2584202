// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Manual.h"

#include "compiler/Target/ModelText.h"
#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

/// `text` as roff prints it: nothing in it is a macro or an escape.
static std::string roff(StringRef text) {
  std::string escaped;
  for (StringRef line : llvm::split(text, '\n')) {
    if (!escaped.empty())
      escaped += '\n';
    if (line.starts_with(".") || line.starts_with("'"))
      escaped += "\\&";
    for (char each : line)
      escaped += each == '\\'  ? "\\e"
                 : each == '-' ? "\\-"
                               : std::string(1, each);
  }
  return escaped;
}

static void printTitle(StringRef page, StringRef description,
                       llvm::raw_ostream &os) {
  os << ".TH " << StringRef(page).upper() << " 1 \"\" \"" << compilerName()
     << "\"\n.SH NAME\n"
     << roff(page) << " \\- " << roff(description) << '\n';
}

static void printEntry(StringRef name, StringRef value, StringRef help,
                       llvm::raw_ostream &os) {
  os << ".TP\n\\fB" << roff(name) << "\\fR";
  if (!value.empty())
    os << "\\fI" << roff(value) << "\\fR";
  os << '\n' << roff(help) << '\n';
}

static void printEnd(StringRef others, llvm::raw_ostream &os) {
  os << ".SH EXIT STATUS\n"
     << roff(exitCodes) << "\n.SH SEE ALSO\n"
     << roff(others) << '\n';
}

void snnc::printManual(llvm::raw_ostream &os) {
  printTitle("snnc", "ahead-of-time compiler for spiking neural networks", os);
  os << ".SH SYNOPSIS\n\\fBsnnc\\fR COMMAND MODEL [options]\n"
        ".SH DESCRIPTION\n"
     << roff("Compiles spiking neural networks to an object file and a C "
             "header. MODEL is a .json, .nir or .mlir file, or - for the "
             "standard input.\n")
     << ".SH COMMANDS\n";
  std::string pages;
  for (const Command &command : allCommands()) {
    printEntry(command.name, "", command.help, os);
    pages += (pages.empty() ? "snnc-" : ", snnc-") + command.name.str() + "(1)";
  }
  printEnd(pages, os);
}

/// A summary's first sentence as whatis wants it: no capital, no full stop.
static std::string firstSentence(StringRef summary) {
  std::string text = summary.str();
  llvm::replace(text, '\n', ' ');
  text.resize(std::min(text.find(". "), text.size()));
  text[0] = llvm::toLower(text[0]);
  return StringRef(text).rtrim('.').str();
}

void snnc::printManual(const OptionTable &table, llvm::raw_ostream &os) {
  printTitle(("snnc-" + table.getCommand()).str(),
             firstSentence(table.getSummary()), os);
  os << ".SH SYNOPSIS\n\\fBsnnc " << table.getCommand() << "\\fR "
     << roff(table.getUsage()) << "\n.SH DESCRIPTION\n"
     << roff(table.getSummary()) << "\n.SH OPTIONS\n";
  for (const OptionTable::Option &option : table.getOptions())
    if (option.parse)
      printEntry(option.name,
                 option.joined || option.valueName.empty()
                     ? option.valueName
                     : " " + option.valueName,
                 option.help, os);
  printEntry("--help", "", "print a shorter list of the options", os);
  printEnd("snnc(1)", os);
}
