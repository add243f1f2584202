// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Spec/Json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

using namespace snnc;
using llvm::StringRef;

namespace {

constexpr size_t maxDepth = 64;

struct Position {
  unsigned line = 1;
  unsigned column = 1;
};

/// Follows the characters that the parser takes. It knows just enough of JSON's
/// lexical rules to say where the token being read began, since the parser
/// reports a value only when it has read past its start.
class TokenTracker {
public:
  void take(char c) {
    if (!inToken(c))
      start(c);
    if (c == '\n')
      current = {current.line + 1, 1};
    else
      ++current.column;
  }

  /// Where the last value or key began.
  Position value() const { return lastValue; }
  /// Where the last token of any kind began.
  Position token() const { return lastToken; }
  Position end() const { return current; }
  /// At the start of what is a comment or an error.
  bool atSlash() const { return state == State::Slash; }

private:
  enum class State { Between, String, Escape, Word, Slash, Line, Block, Star };

  /// Takes `c` as a further character of what is being read, if it is one.
  bool inToken(char c) {
    switch (state) {
    case State::Between:
      return false;
    case State::String:
      if (c == '\\')
        state = State::Escape;
      else if (c == '"')
        state = State::Between;
      return true;
    case State::Escape:
      state = State::String;
      return true;
    case State::Word:
      return llvm::isAlnum(c) || c == '.' || c == '+' || c == '-';
    case State::Slash:
      state = c == '/' ? State::Line : c == '*' ? State::Block : State::Between;
      return state != State::Between;
    case State::Line:
      if (c == '\n')
        state = State::Between;
      return true;
    case State::Block:
      if (c == '*')
        state = State::Star;
      return true;
    case State::Star:
      state = c == '/' ? State::Between : c == '*' ? State::Star : State::Block;
      return true;
    }
    return false;
  }

  void start(char c) {
    state = State::Between;
    if (llvm::isSpace(c))
      return;
    lastToken = current;
    if (c == '/') {
      state = State::Slash;
      return;
    }
    if (StringRef(",:]}").contains(c))
      return;
    lastValue = current;
    if (c == '"')
      state = State::String;
    else if (c != '[' && c != '{')
      state = State::Word;
  }

  State state = State::Between;
  Position current, lastToken, lastValue;
};

/// The parser's input: characters of a text, told to a tracker as they go by.
class TrackedIterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  TrackedIterator(const char *at, TokenTracker &tracker)
      : at(at), tracker(&tracker) {}
  reference operator*() const { return *at; }
  TrackedIterator &operator++() {
    tracker->take(*at++);
    return *this;
  }
  bool operator==(const TrackedIterator &other) const { return at == other.at; }
  bool operator!=(const TrackedIterator &other) const { return at != other.at; }

private:
  const char *at;
  TokenTracker *tracker;
};

/// Builds the tree from the parser's events.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
  TreeBuilder(TokenTracker &tracker, StringRef file, Diagnostics &diagnostics)
      : tracker(tracker), file(file), diagnostics(diagnostics) {}

  JsonValue takeRoot() { return std::move(root); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(int64_t value) override { return add(value); }
  bool number_unsigned(uint64_t value) override {
    if (value <= static_cast<uint64_t>(INT64_MAX))
      return add(static_cast<int64_t>(value));
    return add(static_cast<double>(value));
  }
  bool number_float(double value, const std::string &) override {
    return add(value);
  }
  bool string(std::string &value) override {
    // Both quotes and every character, or more.
    size_t width = tracker.end().column - tracker.value().column;
    bool isEscaped = width != value.size() + 2;
    put(std::move(value))->isEscaped = isEscaped;
    return true;
  }
  bool binary(binary_t &) override { return false; }

  bool start_array(size_t) override { return open(JsonValue::Array()); }
  bool start_object(size_t) override { return open(JsonValue::Object()); }
  bool end_array() override { return close(); }
  bool end_object() override { return close(); }

  bool key(std::string &name) override;
  bool parse_error(size_t, const std::string &,
                   const nlohmann::detail::exception &error) override;

private:
  /// Puts a value where the text has it and returns its address there.
  template <typename T> JsonValue *put(T &&value) {
    Position at = tracker.value();
    JsonValue made{at.line, at.column, /*isEscaped=*/false,
                   std::forward<T>(value)};
    if (opened.empty()) {
      root = std::move(made);
      return &root;
    }
    if (auto *array = std::get_if<JsonValue::Array>(&opened.back()->value))
      return &array->emplace_back(std::move(made));
    JsonMember &member =
        std::get<JsonValue::Object>(opened.back()->value).back();
    member.value = std::move(made);
    return &member.value;
  }

  template <typename T> bool add(T &&value) {
    put(std::forward<T>(value));
    return true;
  }

  // Addresses of open values stay valid: only the innermost one grows.
  template <typename T> bool open(T &&value) {
    if (opened.size() == maxDepth)
      return fail(tracker.value(), "values are nested more than 64 deep");
    opened.push_back(put(std::forward<T>(value)));
    keys.emplace_back();
    return true;
  }

  bool close() {
    opened.pop_back();
    keys.pop_back();
    return true;
  }

  bool fail(Position at, const llvm::Twine &message) {
    diagnostics.error({file.str(), at.line, at.column}, message);
    return false;
  }

  TokenTracker &tracker;
  StringRef file;
  Diagnostics &diagnostics;
  JsonValue root;
  std::vector<JsonValue *> opened;
  /// For each of `opened`, where its keys stand.
  std::vector<llvm::StringMap<Position>> keys;
};

} // namespace

bool TreeBuilder::key(std::string &name) {
  Position at = tracker.value();
  auto [first, isNew] = keys.back().try_emplace(name, at);
  if (!isNew)
    diagnostics
        .error({file.str(), at.line, at.column},
               "the key '" + name + "' stands twice in one object")
        .note({file.str(), first->second.line, first->second.column},
              "it stands here first");
  auto &members = std::get<JsonValue::Object>(opened.back()->value);
  members.push_back({std::move(name), at.line, at.column, {}});
  return true;
}

/// The parser says "[json.exception...] parse error at line 1, column 2: syntax
/// error while parsing value - invalid literal; last read: '[tru]'; expected
/// ...". Its place and context stand in the diagnostic already.
static std::string shorten(StringRef what) {
  what = what.split("] ").second;
  if (what.consume_front("parse error at "))
    what = what.split(": ").second;
  if (what.starts_with("syntax error while"))
    what = what.split(" - ").second;
  auto [problem, read] = what.split("; last read: ");
  size_t expected = read.rfind("; expected");
  return (problem + (expected == StringRef::npos ? "" : read.substr(expected)))
      .str();
}

/// What the parser cannot tell from other mistakes: an array or an object ends
/// where only behind a comma it may not.
static std::string explain(std::string message) {
  if (message == "unexpected ']'; expected '[', '{', or a literal")
    return "a comma behind the last element of an array";
  if (message == "unexpected '}'; expected string literal")
    return "a comma behind the last key of an object";
  return message;
}

bool TreeBuilder::parse_error(size_t, const std::string &,
                              const nlohmann::detail::exception &error) {
  std::string message = shorten(error.what());
  StringRef what = message;
  auto has = [&](StringRef part) { return what.contains(part); };
  Position at = tracker.token();
  if (has("unexpected end of input"))
    at = tracker.end();
  else if (!has("comment") && !tracker.atSlash() &&
           (has("invalid") || has("overflow") || has("unexpected number")))
    at = tracker.value(); // the parser has read a character past it
  return fail(at, "broken JSON: " + explain(message));
}

std::optional<JsonValue> snnc::parseJson(StringRef text, StringRef file,
                                         bool comments,
                                         Diagnostics &diagnostics) {
  TokenTracker tracker;
  TreeBuilder builder(tracker, file, diagnostics);
  bool parsed = nlohmann::json::sax_parse(
      TrackedIterator(text.begin(), tracker),
      TrackedIterator(text.end(), tracker), &builder,
      nlohmann::json::input_format_t::json, /*strict=*/true, comments);
  if (!parsed)
    return std::nullopt;
  return builder.takeRoot();
}

namespace {
struct Describer {
  std::string operator()(std::nullptr_t) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const {
    return nlohmann::json(value).dump();
  }
  std::string operator()(const std::string &value) const {
    return '"' + (value.size() > 80 ? value.substr(0, 77) + "..." : value) +
           '"';
  }
  std::string operator()(const JsonValue::Array &value) const {
    return "a list of " + std::to_string(value.size());
  }
  std::string operator()(const JsonValue::Object &) const {
    return "an object";
  }
};
} // namespace

std::string snnc::describe(const JsonValue &value) {
  return std::visit(Describer(), value.value);
}

std::string snnc::jsonText(StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}
