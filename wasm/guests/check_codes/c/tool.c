// SPDX-License-Identifier: Apache-2.0
#include "json.h"

// Lengths of IBANs by country.
static const char LENGTHS[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FR27GB22GE22GR27HR21HU28IE22IL23IS26IT27KW30"
    "LI21LT20LU20LV21MC27MD24ME22MK19MT31NL18NO15PK24PL28PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29XK20";
// Between the parts of a code: spaces of five kinds and hyphens of five.
static const uint32_t SEPARATORS[] = {' ', 0xa0, 0x2009, 0x202f, 0x3000, '-', 0x2010, 0x2011, 0x2013, 0xff0d};
// The most digits of a card; a longer run of digits is no code.
#define MOST 19
// More than any code has: what is longer is cut, and still too long.
#define ROOM 64

// A run of letters and digits; joined where nothing but one separator is between it and the one before.
typedef struct {
  size_t from, to;
  int joined;
} word;

typedef struct {
  const char *kind;
  char code[ROOM + 1];
  int length;
  size_t count; // words
} found;

static signs text;
static word *words;
static size_t word_count;

static int is_digit(int sign) { return sign >= '0' && sign <= '9'; }
static int is_upper(int sign) { return sign >= 'A' && sign <= 'Z'; }
static int upper(int sign) { return sign >= 'a' && sign <= 'z' ? sign - 32 : sign; }

// The letter or digit of ASCII that a sign stands for, or 0.
static int folded(uint32_t sign) {
  if (sign >= 0xff01 && sign <= 0xff5e) sign -= 0xfee0;
  else if (sign >= 0x660 && sign <= 0x669) sign -= 0x660 - '0';
  return is_digit((int)sign) || is_upper(upper((int)sign)) ? (int)sign : 0;
}

static int sign_of(const word *of, size_t index) { return folded(text.at[of->from + index]); }
static size_t length_of(const word *of) { return of->to - of->from; }

static int is_separator(uint32_t sign) {
  for (size_t i = 0; i < sizeof SEPARATORS / sizeof *SEPARATORS; i++)
    if (SEPARATORS[i] == sign) return 1;
  return 0;
}

static void find_words(void) {
  words = take((text.length / 2 + 1) * sizeof(word));
  for (size_t from = 0; from < text.length; from++) {
    size_t to = from;
    while (to < text.length && folded(text.at[to])) to++;
    if (to == from) continue;
    int joined = word_count > 0 && words[word_count - 1].to + 1 == from && is_separator(text.at[from - 1]);
    words[word_count++] = (word){from, to, joined};
    from = to;
  }
}

static void append(found *code, const word *of) {
  for (size_t i = 0; i < length_of(of) && code->length < ROOM; i++) code->code[code->length++] = (char)sign_of(of, i);
}

static int same(const char *a, const char *b, int length) {
  for (int i = 0; i < length; i++)
    if (a[i] != b[i]) return 0;
  return 1;
}

// An IBAN that begins with that word.
static int iban_at(size_t first, found *code) {
  append(code, &words[first]);
  const char *signs = code->code;
  if (code->length < 4 || !is_upper(signs[0]) || !is_upper(signs[1]) || !is_digit(signs[2]) || !is_digit(signs[3])) return 0;
  int length = 0;
  for (const char *at = LENGTHS; *at; at += 4)
    if (same(at, signs, 2)) length = (at[2] - '0') * 10 + at[3] - '0';
  for (code->count = 1; code->length < length && first + code->count < word_count && words[first + code->count].joined; code->count++)
    append(code, &words[first + code->count]);
  for (int i = 0; i < code->length; i++)
    if (!is_digit(signs[i]) && !is_upper(signs[i])) return 0;
  code->kind = "iban";
  return code->length == length;
}

// Digits, of which the last may be an X; 2 where it is one.
static int is_part(const word *of) {
  size_t last = length_of(of) - 1;
  for (size_t i = 0; i < last; i++)
    if (!is_digit(sign_of(of, i))) return 0;
  return is_digit(sign_of(of, last)) ? 1 : upper(sign_of(of, last)) == 'X' ? 2 : 0;
}

static int is_isbn(const word *of) {
  for (size_t i = 0; i < 4; i++)
    if (length_of(of) != 4 || upper(sign_of(of, i)) != "ISBN"[i]) return 0;
  return 1;
}

// The run of digits that begins with that word, and what kind of code it is, where it is one.
static void number_at(size_t first, found *code) {
  int part = is_part(&words[first]);
  do {
    if (code->length <= MOST) append(code, &words[first + code->count]);
    if (part == 2) break;
    size_t next = first + code->count + 1;
    part = next < word_count && words[next].joined ? is_part(&words[next]) : 0;
    if (part) code->count++;
  } while (part);
  code->count++;
  const char *signs = code->code;
  if (part == 2) code->code[code->length - 1] = (char)upper(signs[code->length - 1]);
  int marked = (first > 0 && is_isbn(&words[first - 1])) || (first > 1 && is_isbn(&words[first - 2]));
  if (marked && code->length == 10) code->kind = "isbn10";
  else if (part == 2) return;
  else if (code->length == 13 && (same(signs, "978", 3) || same(signs, "979", 3))) code->kind = "isbn13";
  else if (code->length >= 13 && code->length <= MOST && signs[0] >= '2' && signs[0] <= '6') code->kind = "card";
}

static found code_at(size_t first) {
  found code = {.count = 0};
  if (iban_at(first, &code)) return code;
  code = (found){.count = 0};
  if (is_digit(sign_of(&words[first], 0)) && is_part(&words[first])) number_at(first, &code);
  else code.count = 1;
  return code;
}

static int iban_rest(const char *at, int length, int rest) {
  for (int i = 0; i < length; i++) rest = (is_digit(at[i]) ? rest * 10 + at[i] - '0' : rest * 100 + at[i] - 'A' + 10) % 97;
  return rest;
}

// Two digits for an IBAN, else one sign.
static void check_of(const found *of, char check[3]) {
  const char *code = of->code;
  int sum = 0;
  check[1] = check[2] = 0;
  if (of->kind[1] == 'b') {
    sum = 98 - iban_rest("00", 2, iban_rest(code, 2, iban_rest(code + 4, of->length - 4, 0)));
    check[0] = (char)('0' + sum / 10);
    check[1] = (char)('0' + sum % 10);
  } else if (of->length == 10) {
    for (int i = 0; i < 9; i++) sum += (10 - i) * (code[i] - '0');
    check[0] = "0123456789X"[(11 - sum % 11) % 11];
  } else {
    int isbn = of->kind[0] == 'i';
    for (int i = of->length - 2, odd = 1; i >= 0; i--, odd = !odd) {
      int digit = (code[i] - '0') * (!odd ? 1 : isbn ? 3 : 2);
      sum += !isbn && digit > 9 ? digit - 9 : digit;
    }
    check[0] = (char)('0' + (10 - sum % 10) % 10);
  }
}

EXPORT("tool_call") uint64_t tool_call(const unsigned char *at, size_t length) {
  text = only_text(at, length);
  find_words();
  // A code has 13 signs or an ISBN before it, and takes less than 500 bytes: most of them are what was written, 3 bytes a sign.
  writer out = {take(text.length / 10 * 500 + 100), 0};
  uint32_t codes = 0, valid = 0;
  put(&out, "{\"codes\":[");
  for (size_t first = 0; first < word_count;) {
    found code = code_at(first);
    if (code.kind) {
      const word *begin = &words[first];
      char check[3];
      check_of(&code, check);
      int is_valid = code.kind[1] == 'b' ? same(code.code + 2, check, 2) : code.code[code.length - 1] == check[0];
      put(&out, codes++ ? ",{\"kind\":\"" : "{\"kind\":\"");
      put(&out, code.kind);
      put(&out, "\",\"code\":\"");
      put(&out, code.code);
      put(&out, "\",\"written\":");
      put_text(&out, text.at + begin->from, words[first + code.count - 1].to - begin->from);
      put(&out, ",\"at\":");
      put_number(&out, begin->from);
      put(&out, ",\"check\":\"");
      put(&out, check);
      put(&out, is_valid ? "\",\"valid\":true}" : "\",\"valid\":false}");
      valid += (uint32_t)is_valid;
    }
    first += code.count;
  }
  put(&out, "],\"valid\":");
  put_number(&out, valid);
  put(&out, ",\"invalid\":");
  put_number(&out, codes - valid);
  put(&out, "}");
  writer line = {take(100), 0};
  put_number(&line, word_count);
  put(&line, " words, ");
  put_number(&line, codes);
  put(&line, " codes");
  host_log(0, line.at, line.length);
  return packed(out);
}
