// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Options.h"

#include "compiler/Spec/Names.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

llvm::Error snnc::parseNumber(StringRef text, uint64_t &value, uint64_t least,
                              uint64_t most) {
  if (!text.getAsInteger(10, value) && value >= least && value <= most)
    return llvm::Error::success();
  return llvm::createStringError("expected a number from " +
                                 llvm::Twine(least) + " to " +
                                 llvm::Twine(most) + ", found '" + text + "'");
}

void OptionTable::positional(StringRef name, std::string &value) {
  positionalName = name;
  positionalValue = &value;
}

void OptionTable::custom(StringRef name, StringRef valueName, StringRef help,
                         std::function<llvm::Error(StringRef)> parse,
                         bool joined) {
  options.push_back({name.str(), valueName.str(), help.str(), joined,
                     std::move(parse), isListing});
  if (!valueName.contains('|') || valueName.contains('['))
    return;
  llvm::SmallVector<StringRef> values;
  valueName.split(values, '|');
  choices(llvm::map_to_vector(
      values, [](StringRef value) { return value.trim('\''); }));
}

void OptionTable::choices(llvm::ArrayRef<StringRef> values) {
  options.back().choices.assign(values.begin(), values.end());
}

void OptionTable::summarise(StringRef names, StringRef help) {
  // No argument has a space in its name, so none is taken for this line.
  options.push_back({names.str(), "", help.str(), false, nullptr});
  isListing = false;
}

void OptionTable::flag(StringRef name, bool &value, StringRef help) {
  custom(name, "", help, [&value](StringRef) {
    value = true;
    return llvm::Error::success();
  });
}

void OptionTable::text(StringRef name, StringRef valueName, std::string &value,
                       StringRef help) {
  custom(name, valueName, help, [&value](StringRef text) {
    value = text;
    return llvm::Error::success();
  });
}

void OptionTable::list(StringRef name, StringRef valueName,
                       std::vector<std::string> &values, StringRef help) {
  custom(name, valueName, help, [&values](StringRef text) {
    values.push_back(text.str());
    return llvm::Error::success();
  });
}

void OptionTable::number(StringRef name, StringRef valueName, uint64_t &value,
                         StringRef help, uint64_t least, uint64_t most) {
  custom(name, valueName, help, [&value, least, most](StringRef text) {
    return parseNumber(text, value, least, most);
  });
}

const OptionTable::Option *OptionTable::find(StringRef name) const {
  for (const Option &option : options)
    if (!option.parse)
      continue;
    else if (option.joined ? name.starts_with(option.name)
                           : name == option.name)
      return &option;
  return nullptr;
}

llvm::Error OptionTable::unknown(StringRef name) const {
  std::vector<StringRef> names = {"--help"};
  for (const Option &option : options)
    if (option.parse)
      names.push_back(option.name);
  return llvm::createStringError("unknown option '" + name + "'" +
                                 didYouMean("; ", name, names));
}

llvm::Error OptionTable::parseOption(Arguments &rest) const {
  StringRef argument = rest.front();
  rest = rest.drop_front();
  auto [name, value] = argument.split('=');
  bool hasValue = name.size() != argument.size();
  const Option *option = find(name);
  if (!option)
    return unknown(name);
  if (option->joined) {
    value = argument.drop_front(option->name.size());
  } else if (option->valueName.empty()) {
    if (hasValue)
      return llvm::createStringError("'" + name + "' takes no value");
  } else if (!hasValue) {
    if (rest.empty())
      return llvm::createStringError("'" + name + "' needs a value: " + name +
                                     " " + option->valueName);
    value = rest.front();
    rest = rest.drop_front();
  }
  if (llvm::Error problem = option->parse(value))
    return llvm::createStringError("'" + name +
                                   "': " + llvm::toString(std::move(problem)));
  return llvm::Error::success();
}

llvm::Error OptionTable::parse(Arguments arguments, bool &help) const {
  help = llvm::is_contained(arguments, "--help") ||
         llvm::is_contained(arguments, "-h");
  if (help)
    return llvm::Error::success();
  bool found = false;
  for (Arguments rest = arguments; !rest.empty();) {
    if (rest.front().starts_with("-") && rest.front() != "-") {
      if (llvm::Error problem = parseOption(rest))
        return problem;
      continue;
    }
    if (found || !positionalValue)
      return llvm::createStringError("one argument too many: '" + rest.front() +
                                     "'");
    *positionalValue = rest.front();
    found = true;
    rest = rest.drop_front();
  }
  if (positionalValue && !found)
    return llvm::createStringError(positionalName + " is missing");
  return llvm::Error::success();
}

void OptionTable::printHelp(llvm::raw_ostream &os) const {
  constexpr unsigned column = 28;
  os << "usage: snnc " << command << ' ' << usage << "\n\n"
     << summary << "\n\n";
  for (const Option &option : options) {
    if (!option.isListed)
      continue;
    std::string left = "  " + option.name;
    if (!option.valueName.empty())
      left += (option.joined ? "" : " ") + option.valueName;
    if (left.size() + 2 > column)
      os << left << '\n' << std::string(column, ' ');
    else
      os << llvm::left_justify(left, column);
    llvm::SmallVector<StringRef> lines;
    StringRef(option.help).split(lines, '\n');
    llvm::interleave(lines, os, "\n" + std::string(column, ' '));
    os << '\n';
  }
}
