// SPDX-License-Identifier: Apache-2.0
// As much JSON as a small tool needs, without a library: reads one text of an object, writes texts and numbers. Whatever it cannot read
// traps, and the call has failed.
#ifndef JSON_H
#define JSON_H
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(name)))

extern unsigned char __heap_base;
static uintptr_t heap;

// Memory is never given back: each call has an instance of its own.
static void *take(size_t bytes) {
  if (heap == 0) heap = (uintptr_t)&__heap_base;
  uintptr_t at = (heap + 7) & ~(uintptr_t)7;
  uintptr_t end = at + bytes;
  uintptr_t have = (uintptr_t)__builtin_wasm_memory_size(0) << 16;
  if (end < at) __builtin_trap();
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) >> 16) == (size_t)-1) __builtin_trap();
  heap = end;
  return (void *)at;
}

typedef struct {
  uint32_t *at;
  size_t length;
} signs; // code points

typedef struct {
  const unsigned char *at, *end;
} reader;

static int peek(reader *in) {
  while (in->at < in->end && (*in->at == ' ' || *in->at == '\n' || *in->at == '\r' || *in->at == '\t')) in->at++;
  return in->at < in->end ? *in->at : -1;
}

static void expect(reader *in, int sign) {
  if (peek(in) != sign) __builtin_trap();
  in->at++;
}

static uint32_t byte_of(reader *in) {
  if (in->at >= in->end) __builtin_trap();
  return *in->at++;
}

static uint32_t hex4(reader *in) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) {
    uint32_t sign = byte_of(in);
    value = value * 16 + (sign <= '9' ? sign - '0' : (sign | 32) - 'a' + 10);
  }
  return value;
}

static uint32_t escaped(reader *in) {
  uint32_t sign = byte_of(in);
  switch (sign) {
  case 'b': return '\b';
  case 'f': return '\f';
  case 'n': return '\n';
  case 'r': return '\r';
  case 't': return '\t';
  case 'u': break;
  default: return sign;
  }
  uint32_t high = hex4(in);
  // Two halves of one sign. A half that stands alone stays one.
  if (high >= 0xd800 && high < 0xdc00 && in->end - in->at >= 6 && in->at[0] == '\\' && in->at[1] == 'u') {
    reader after = {in->at + 2, in->end};
    uint32_t low = hex4(&after);
    if (low >= 0xdc00 && low < 0xe000) {
      in->at = after.at;
      return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  }
  return high;
}

static signs read_text(reader *in) {
  expect(in, '"');
  signs text = {take((size_t)(in->end - in->at) * sizeof(uint32_t)), 0};
  for (;;) {
    uint32_t sign = byte_of(in);
    if (sign == '"') return text;
    if (sign == '\\') {
      sign = escaped(in);
    } else if (sign >= 0x80) {
      int more = sign >= 0xf0 ? 3 : sign >= 0xe0 ? 2 : 1;
      sign &= 0x3f >> more;
      while (more-- > 0) sign = sign << 6 | (byte_of(in) & 0x3f);
    }
    text.at[text.length++] = sign;
  }
}

// The text that an object has under its only key.
static signs only_text(const unsigned char *at, size_t length) {
  reader in = {at, at + length};
  expect(&in, '{');
  read_text(&in);
  expect(&in, ':');
  signs text = read_text(&in);
  expect(&in, '}');
  return text;
}

typedef struct {
  unsigned char *at;
  size_t length;
} writer; // whoever makes one takes as many bytes as it may need

static void put(writer *out, const char *ascii) {
  while (*ascii) out->at[out->length++] = (unsigned char)*ascii++;
}

static void put_number(writer *out, uint32_t value) {
  if (value > 9) put_number(out, value / 10);
  out->at[out->length++] = (unsigned char)('0' + value % 10);
}

// Six bytes a sign at most.
static void put_text(writer *out, const uint32_t *at, size_t length) {
  put(out, "\"");
  for (size_t i = 0; i < length; i++) {
    uint32_t sign = at[i];
    unsigned char *to = out->at + out->length;
    if (sign < 0x20 || sign == '"' || sign == '\\' || (sign >= 0xd800 && sign < 0xe000)) {
      put(out, "\\u");
      for (int shift = 12; shift >= 0; shift -= 4) out->at[out->length++] = (unsigned char)"0123456789abcdef"[sign >> shift & 15];
    } else if (sign < 0x80) {
      to[0] = (unsigned char)sign;
      out->length += 1;
    } else if (sign < 0x800) {
      to[0] = (unsigned char)(0xc0 | sign >> 6);
      to[1] = (unsigned char)(0x80 | (sign & 0x3f));
      out->length += 2;
    } else if (sign < 0x10000) {
      to[0] = (unsigned char)(0xe0 | sign >> 12);
      to[1] = (unsigned char)(0x80 | (sign >> 6 & 0x3f));
      to[2] = (unsigned char)(0x80 | (sign & 0x3f));
      out->length += 3;
    } else {
      to[0] = (unsigned char)(0xf0 | sign >> 18);
      to[1] = (unsigned char)(0x80 | (sign >> 12 & 0x3f));
      to[2] = (unsigned char)(0x80 | (sign >> 6 & 0x3f));
      to[3] = (unsigned char)(0x80 | (sign & 0x3f));
      out->length += 4;
    }
  }
  put(out, "\"");
}

static uint64_t packed(writer out) { return (uint64_t)(uintptr_t)out.at << 32 | out.length; }

__attribute__((import_module("tool_host"), import_name("log"))) void host_log(int level, const unsigned char *at, size_t length);

EXPORT("tool_alloc") void *tool_alloc(size_t bytes) { return take(bytes); }
#endif
