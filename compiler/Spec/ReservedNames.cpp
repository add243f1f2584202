// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// test/Target/names.test asks the compilers and headers of the machine whether
// anything is missing here.

#include "compiler/Spec/ReservedNames.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Regex.h"

using namespace snnc;
using llvm::StringRef;

/// In a text of words with a blank before and behind each.
static bool isAmong(StringRef words, StringRef name) {
  return words.contains((" " + name + " ").str());
}

bool snnc::isKeyword(StringRef name) {
  static constexpr llvm::StringLiteral keywords =
      " alignas alignof and and_eq asm auto bitand bitor bool break case "
      "catch char char16_t char32_t char8_t class co_await co_return "
      "co_yield compl concept const const_cast consteval constexpr "
      "constinit continue decltype default delete do double dynamic_cast "
      "else enum explicit export extern false float for friend goto if "
      "inline int long mutable namespace new noexcept not not_eq nullptr "
      "operator or or_eq private protected public register "
      "reinterpret_cast requires restrict return short signed sizeof "
      "static static_assert static_cast struct switch template this "
      "thread_local throw true try typedef typeid typename typeof "
      "typeof_unqual union unsigned using virtual void volatile wchar_t "
      "while xor xor_eq _Alignas _Alignof _Atomic _BitInt _Bool _Complex "
      "_Decimal128 _Decimal32 _Decimal64 _Generic _Imaginary _Noreturn "
      "_Static_assert _Thread_local ";
  return isAmong(keywords, name);
}

bool snnc::isReservedForC(StringRef name) {
  return name.size() > 1 && name[0] == '_' &&
         (name[1] == '_' || llvm::isUpper(name[1]));
}

/// What compilers define of themselves, in their default modes.
static bool isPredefined(StringRef name) {
  static constexpr llvm::StringLiteral macros =
      " AVR BFIN LANGUAGE_C MIPSEB MIPSEL MSP430 PPC PWB R3000 R4000 WIN32 "
      "WIN64 WINNT bfin bsd4_4 cris hp700 hp9000 hppa hpux i386 linux m68k "
      "mc68000 mc68010 mc68020 mc68030 mc68040 mc68060 mips pdp11 powerpc sgi "
      "sparc spectrum sun svr4 unix vax ";
  return isAmong(macros, name) || name.starts_with("TARGET_OS_") ||
         name == "TARGET_IPHONE_SIMULATOR";
}

bool snnc::isMacro(StringRef name) {
  static const llvm::Regex ofHeaders(
      "^("
      "NULL|EOF|WEOF|I|complex|imaginary|noreturn|NAN|INFINITY|HUGE_VAL[FL]?|"
      "errno|E(DOM|ILSEQ|RANGE)|std(in|out|err)|BUFSIZ|L_tmpnam|"
      "SEEK_(CUR|END|SET)|EXIT_(SUCCESS|FAILURE)|MB_CUR_MAX|CHAR_BIT|"
      "CLOCKS_PER_SEC|DECIMAL_DIG|math_errhandling|ONCE_FLAG_INIT|"
      "TSS_DTOR_ITERATIONS|SIG(ABRT|FPE|ILL|INT|SEGV|TERM)|"
      "SIG_(DFL|ERR|IGN)|"
      "M_(E|LOG2E|LOG10E|LN2|LN10|PI|PI_2|PI_4|1_PI|2_PI|2_SQRTPI|SQRT2|"
      "SQRT1_2)|"
      "(ATOMIC|DBL|DEC(32|64|128)?|FE|FLT|FP|LC|LDBL|MATH|TIME)_[A-Z0-9_]+|"
      "(U?INT([0-9]+|_FAST[0-9]+|_LEAST[0-9]+|MAX|PTR)?|U?CHAR|SCHAR|U?SHRT|"
      "U?LONG|U?LLONG|BOOL|BITINT|SIZE|PTRDIFF|WCHAR|WINT|SIG_ATOMIC|RAND|"
      "FOPEN|FILENAME|TMP|MB_LEN)_(MAX|MIN|WIDTH|MAXWIDTH)|"
      "(PRI|SCN)[bBdiouxX]((LEAST|FAST)?(8|16|32|64)|MAX|PTR)"
      ")$");
  return isPredefined(name) || ofHeaders.match(name);
}

bool snnc::isSystemHeader(StringRef stem) {
  static constexpr llvm::StringLiteral stems =
      " alloca assert complex ctype endian errno features fenv float inttypes "
      "iso646 limits locale math memory pthread sched setjmp signal stdalign "
      "stdarg stdatomic stdbit stdbool stdckdint stddef stdint stdio stdlib "
      "stdnoreturn string strings tgmath threads time uchar unistd wchar "
      "wctype ";
  return isAmong(stems, stem);
}

bool snnc::isRuntimeName(StringRef model) {
  // `snn` has the symbols; the others the guards of the runtime's headers.
  static constexpr llvm::StringLiteral names =
      " snn snn_abi snn_batch snn_cpu snn_error snn_load snn_main snn_npy "
      "snn_params snn_rows snn_runtime snn_state ";
  return isAmong(names, model.lower());
}
