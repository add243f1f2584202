// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Tools/Completion.h"

#include "compiler/Tools/CommandSession.h"
#include "compiler/Tools/Commands.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace snnc;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Scripts
//===----------------------------------------------------------------------===//

// Bash breaks words at '='; what is behind it is then a word of its own.
static constexpr llvm::StringLiteral bashScript = R"(_snnc() {
  local IFS=$'\n' words=() word
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    [[ $word == = ]] || words+=("$word")
  done
  [[ ${COMP_WORDS[COMP_CWORD]} == = ]] && words+=("")
  COMPREPLY=($("${COMP_WORDS[0]}" --complete "${words[@]}" 2>/dev/null | cut -f1))
}
complete -o default -o bashdefault -F _snnc snnc
)";

static constexpr llvm::StringLiteral zshScript = R"(#compdef snnc
_snnc() {
  local word help
  local -a offers
  "${words[1]}" --complete "${(@)words[2,CURRENT]}" 2>/dev/null |
    while IFS=$'\t' read -r word help; do
      offers+=("${word//:/\\:}:$help")
    done
  if (( $#offers )); then _describe snnc offers; else _files; fi
}
compdef _snnc snnc
# Found in $fpath, this file is itself the function at the first call.
[[ $funcstack[1] == _snnc ]] && _snnc
)";

static constexpr llvm::StringLiteral fishScript = R"(function __snnc_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] --complete $words[2..] 2>/dev/null
end
complete -c snnc -a '(__snnc_complete)'
)";

namespace {
struct Shell {
  StringRef name, script;
};
} // namespace

static constexpr Shell shells[] = {
    {"bash", bashScript}, {"zsh", zshScript}, {"fish", fishScript}};

int snnc::runCompletion(Arguments arguments) {
  std::string name;
  OptionTable table(
      "completion", "bash|zsh|fish",
      "Prints what makes a shell complete snnc's command lines.\n"
      "Installed with snnc; else: source <(snnc completion bash)");
  table.positional("SHELL", name);
  if (auto code = handleCommandLine("completion", table, arguments))
    return *code;
  for (const Shell &shell : shells)
    if (shell.name == name) {
      llvm::outs() << shell.script;
      return exitDone;
    }
  return usageError("completion",
                    "expected bash, zsh or fish, found '" + name + "'");
}

//===----------------------------------------------------------------------===//
// Candidates
//===----------------------------------------------------------------------===//

/// Prints `front` + `word` if `word` begins with `begin`.
static void offer(StringRef begin, StringRef word, StringRef help,
                  llvm::raw_ostream &os, StringRef front = "") {
  if (!word.starts_with(begin))
    return;
  os << front << word;
  if (!help.empty())
    os << '\t' << llvm::join(llvm::split(help, '\n'), " ");
  os << '\n';
}

static void offerAll(StringRef begin, llvm::ArrayRef<std::string> words,
                     llvm::raw_ostream &os, StringRef front = "") {
  for (StringRef word : words)
    offer(begin, word, "", os, front);
}

void snnc::printCompletions(const OptionTable &table, Arguments words,
                            llvm::raw_ostream &os) {
  StringRef word = words.empty() ? "" : words.back();
  StringRef before = words.size() > 1 ? words[words.size() - 2] : "";
  const OptionTable::Option *pending = table.find(before);
  if (pending && !pending->joined && !pending->valueName.empty())
    return offerAll(word, pending->choices, os);

  auto [name, value] = word.split('=');
  if (name.size() != word.size()) {
    if (const OptionTable::Option *option = table.find(name))
      offerAll(value, option->choices, os, (name + "=").str());
    return;
  }
  if (!word.starts_with("-"))
    return;
  for (const OptionTable::Option &option : table.getOptions()) {
    for (StringRef choice : option.choices)
      if (option.joined)
        offer(word, option.name + choice.str(), option.help, os);
    if (option.parse && !option.joined)
      offer(word, option.name, option.help, os);
  }
  offer(word, "--help", "a list of the options", os);
}

static void completeName(StringRef word, bool isTopic) {
  for (const Command &command : allCommands())
    offer(word, command.name, command.help, llvm::outs());
  if (isTopic) {
    offer(word, "code", "how machine code is made", llvm::outs());
    offer(word, "nir", "how a .nir file is read", llvm::outs());
    offer(word, "schema", "the JSON schema of a model", llvm::outs());
    return;
  }
  offer(word, "help", "the options of a command", llvm::outs());
  offer(word, "version", "version and the LLVM that it is built on",
        llvm::outs());
}

int snnc::completeWords(Arguments words) {
  StringRef first = words.empty() ? "" : words.front();
  if (words.size() <= 1)
    completeName(first, /*isTopic=*/false);
  else if (words.size() == 2 && first == "help")
    completeName(words[1], /*isTopic=*/true);
  else if (words.size() == 2 && first == "completion")
    for (const Shell &shell : shells)
      offer(words[1], shell.name, "", llvm::outs());
  else if (const Command *command = findCommand(first)) {
    llvm::SmallVector<StringRef> rest = {completeArgument};
    llvm::append_range(rest, words.drop_front());
    return command->run(rest);
  }
  return exitDone;
}
