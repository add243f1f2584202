// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The processor and what code needs of it.

#include "internal.h"

#include <snn/cpu.h>

#include <pthread.h>
#include <stdio.h>

#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#include <cpuid.h>
#define ASKS_CPUID
#elif defined(__linux__)
#include <sys/auxv.h>
#define ASKS_SYSTEM
#endif

//===----------------------------------------------------------------------===//
// Asking
//===----------------------------------------------------------------------===//

#if defined(ASKS_CPUID) || defined(ASKS_SYSTEM)
static void set_word(snn_cpu *cpu, enum snn_cpu_word word, uint32_t value) {
  cpu->words[word] = value;
  cpu->known |= UINT32_C(1) << word;
}
#endif

#if defined(ASKS_CPUID)
/// An operating system without the flag keeps no vector registers; code that
/// uses them would end with an illegal instruction.
static uint32_t read_xcr0(uint32_t leaf1_ecx) {
  const uint32_t osxsave = UINT32_C(1) << 27;
  if (!(leaf1_ecx & osxsave))
    return 0;
  uint32_t low, high;
  // xgetbv, which compilers only know where code is for such processors.
  __asm__ volatile(".byte 0x0f, 0x01, 0xd0" : "=a"(low), "=d"(high) : "c"(0));
  (void)high;
  return low;
}

/// A word of a leaf that does not exist is 0: the processor has nothing of it.
static void ask(snn_cpu *cpu) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  __get_cpuid(1, &a, &b, &c, &d);
  set_word(cpu, SNN_CPUID_1_ECX, c);
  set_word(cpu, SNN_CPUID_1_EDX, d);
  set_word(cpu, SNN_XCR0, read_xcr0(c));
  a = b = c = d = 0;
  __get_cpuid_count(7, 0, &a, &b, &c, &d);
  set_word(cpu, SNN_CPUID_7_EBX, b);
  set_word(cpu, SNN_CPUID_7_ECX, c);
  unsigned subleaves = a;
  a = b = c = d = 0;
  if (subleaves >= 1)
    __get_cpuid_count(7, 1, &a, &b, &c, &d);
  set_word(cpu, SNN_CPUID_7_1_EAX, a);
  set_word(cpu, SNN_CPUID_7_1_EDX, d);
  a = b = c = d = 0;
  __get_cpuid(0x80000001, &a, &b, &c, &d);
  set_word(cpu, SNN_CPUID_80000001_ECX, c);
}
#elif defined(ASKS_SYSTEM)
static void ask(snn_cpu *cpu) {
  uint64_t first = getauxval(AT_HWCAP), second = getauxval(AT_HWCAP2);
  set_word(cpu, SNN_HWCAP, (uint32_t)first);
  set_word(cpu, SNN_HWCAP_HIGH, (uint32_t)(first >> 32));
  set_word(cpu, SNN_HWCAP2, (uint32_t)second);
  set_word(cpu, SNN_HWCAP2_HIGH, (uint32_t)(second >> 32));
}
#else
static void ask(snn_cpu *cpu) { (void)cpu; }
#endif

static snn_cpu this_cpu;

static void ask_once(void) { ask(&this_cpu); }

const snn_cpu *snn_this_cpu(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, ask_once);
  return &this_cpu;
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

static bool has_bits(const snn_cpu *cpu, uint32_t word, uint32_t bits) {
  if (word >= SNN_CPU_WORDS || !(cpu->known >> word & 1))
    return true;
  return (cpu->words[word] & bits) == bits;
}

static bool has_feature(const snn_cpu *cpu, const snn_feature *feature) {
  return has_bits(cpu, feature->word, feature->bits) &&
         has_bits(cpu, SNN_XCR0, feature->system_bits);
}

static bool has_features(const snn_cpu *cpu, const snn_variant *variant) {
  for (size_t i = 0; i < variant->num_features; ++i)
    if (!has_feature(cpu, &variant->features[i]))
      return false;
  return true;
}

const snn_variant *snn_find_variant(const snn_model *model,
                                    const snn_cpu *cpu) {
  if (!cpu)
    cpu = snn_this_cpu();
  for (size_t i = model->num_variants; i > 0; --i)
    if (has_features(cpu, &model->variants[i - 1]))
      return &model->variants[i - 1];
  return NULL;
}

/// "avx2, fma", cut to fit; what the processor has but the system does not
/// keep is marked.
static void list_missing(const snn_cpu *cpu, const snn_variant *variant,
                         char *text, size_t size) {
  size_t used = 0;
  for (size_t i = 0; i < variant->num_features && used < size; ++i) {
    const snn_feature *feature = &variant->features[i];
    if (has_feature(cpu, feature))
      continue;
    bool is_unkept = has_bits(cpu, feature->word, feature->bits);
    used += (size_t)snprintf(
        text + used, size - used, "%s%s%s", used ? ", " : "", feature->name,
        is_unkept ? " (whose registers the system does not keep)" : "");
  }
}

snn_error snn_check_cpu(const snn_model *model, const snn_cpu *cpu,
                        snn_message *message) {
  if (!cpu)
    cpu = snn_this_cpu();
  if (model->num_variants == 0 || snn_find_variant(model, cpu))
    return SNN_OK;
  const snn_variant *least = &model->variants[0];
  char missing[240] = "";
  list_missing(cpu, least, missing, sizeof missing);
  return snni_fail(message, SNN_ERROR_CPU,
                   "%s: its code is for the CPU %s, and this processor lacks "
                   "%s; compile it with --cpu=portable, or for this processor",
                   model->name, least->cpu, missing);
}
