// SPDX-License-Identifier: Apache-2.0
import { alloc, given, log, textAt } from './host';
import { onlyText, quoted } from './json';

/** Lengths of IBANs by country. */
const LENGTHS =
  'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FR27GB22GE22GR27HR21HU28IE22IL23IS26IT27KW30' +
  'LI21LT20LU20LV21MC27MD24ME22MK19MT31NL18NO15PK24PL28PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29XK20';
/** Between the parts of a code: spaces of five kinds and hyphens of five. */
const SEPARATORS = ' \u00a0\u2009\u202f\u3000-\u2010\u2011\u2013\uff0d';
/** The most digits of a card; a longer run of digits is no code. */
const MOST = 19;

/** A run of letters and digits; `joined` where nothing but one separator is between it and the one before. */
class Word {
  constructor(
    readonly text: string,
    readonly from: i32,
    readonly to: i32,
    readonly joined: bool,
  ) {}
}

class Found {
  constructor(
    readonly kind: string,
    readonly code: string,
    /** Words that it takes. */
    readonly count: i32,
  ) {}
}

function isDigit(sign: i32): bool {
  return sign >= 0x30 && sign <= 0x39;
}

function isUpper(sign: i32): bool {
  return sign >= 0x41 && sign <= 0x5a;
}

/** True where all from there on, but for the last few, are digits. */
function isDigits(text: string, from: i32, less: i32): bool {
  for (let index = from; index < text.length - less; index++) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}

/** The letter or digit of ASCII that a sign stands for, or 0. */
function folded(given: i32): i32 {
  let sign = given;
  if (sign >= 0xff01 && sign <= 0xff5e) sign -= 0xfee0;
  else if (sign >= 0x660 && sign <= 0x669) sign -= 0x660 - 0x30;
  return isDigit(sign) || isUpper(sign) || (sign >= 0x61 && sign <= 0x7a) ? sign : 0;
}

function signsOf(text: string): i32[] {
  const signs: i32[] = [];
  for (let index = 0; index < text.length; index++) {
    const sign = text.codePointAt(index);
    signs.push(sign);
    if (sign > 0xffff) index++;
  }
  return signs;
}

function textOf(signs: i32[], from: i32, to: i32): string {
  let text = '';
  for (let index = from; index < to; index++) text += String.fromCodePoint(signs[index]);
  return text;
}

function wordsOf(signs: i32[]): Word[] {
  const words: Word[] = [];
  for (let from = 0; from < signs.length; from++) {
    const text: i32[] = [];
    let to = from;
    for (; to < signs.length; to++) {
      const sign = folded(signs[to]);
      if (sign == 0) break;
      text.push(sign);
    }
    if (to == from) continue;
    const joined =
      words.length > 0 &&
      words[words.length - 1].to + 1 == from &&
      SEPARATORS.includes(String.fromCodePoint(signs[from - 1]));
    words.push(new Word(String.fromCharCodes(text), from, to, joined));
    from = to;
  }
  return words;
}

function ibanCheck(code: string): string {
  let rest = 0;
  const turned = code.substring(4) + code.substring(0, 2) + '00';
  for (let index = 0; index < turned.length; index++) {
    const sign = turned.charCodeAt(index);
    rest = (isDigit(sign) ? rest * 10 + sign - 0x30 : rest * 100 + sign - 0x41 + 10) % 97;
  }
  return (98 - rest).toString().padStart(2, '0');
}

function checkOf(found: Found): string {
  const code = found.code;
  if (found.kind == 'iban') return ibanCheck(code);
  let sum = 0;
  if (found.kind == 'isbn10') {
    for (let index = 0; index < 9; index++) sum += (10 - index) * (code.charCodeAt(index) - 0x30);
    return '0123456789X'.charAt((11 - (sum % 11)) % 11);
  }
  const isIsbn = found.kind == 'isbn13';
  for (let index = code.length - 2, odd = true; index >= 0; index--, odd = !odd) {
    const digit = (code.charCodeAt(index) - 0x30) * (odd ? (isIsbn ? 3 : 2) : 1);
    sum += !isIsbn && digit > 9 ? digit - 9 : digit;
  }
  return ((10 - (sum % 10)) % 10).toString();
}

/** An IBAN that begins with that word. */
function ibanAt(words: Word[], first: i32): Found | null {
  let code = words[first].text;
  if (code.length < 4 || !isUpper(code.charCodeAt(0)) || !isUpper(code.charCodeAt(1))) return null;
  if (!isDigit(code.charCodeAt(2)) || !isDigit(code.charCodeAt(3))) return null;
  let length = 0;
  for (let at = 0; at < LENGTHS.length; at += 4) {
    if (LENGTHS.substr(at, 2) == code.substring(0, 2)) length = I32.parseInt(LENGTHS.substr(at + 2, 2));
  }
  let count = 1;
  for (; code.length < length && first + count < words.length && words[first + count].joined; count++) {
    code += words[first + count].text;
  }
  if (code.length != length) return null;
  for (let index = 0; index < length; index++) {
    const sign = code.charCodeAt(index);
    if (!isDigit(sign) && !isUpper(sign)) return null;
  }
  return new Found('iban', code, count);
}

/** Digits, of which the last may be an X. */
function isPart(text: string): bool {
  const last = text.charCodeAt(text.length - 1);
  return isDigits(text, 0, 1) && (isDigit(last) || last == 0x58 || last == 0x78);
}

/** The run of digits that begins with that word, and what kind of code it is, where it is one. */
function numberAt(words: Word[], first: i32): Found {
  let code = '';
  let count = 0;
  for (let more = true; more;) {
    const text = words[first + count].text;
    if (code.length <= MOST) code += text.toUpperCase();
    count++;
    const next = first + count;
    more = isDigits(text, 0, 0) && next < words.length && words[next].joined && isPart(words[next].text);
  }
  let isIsbn = false;
  for (let at = max(0, first - 2); at < first; at++) isIsbn = isIsbn || words[at].text.toUpperCase() == 'ISBN';
  const digits = isDigits(code, 0, 0);
  const start = code.charCodeAt(0);
  if (isIsbn && code.length == 10 && isPart(code)) return new Found('isbn10', code, count);
  if (digits && code.length == 13 && (code.startsWith('978') || code.startsWith('979')))
    return new Found('isbn13', code, count);
  if (digits && code.length >= 13 && code.length <= MOST && start >= 0x32 && start <= 0x36)
    return new Found('card', code, count);
  return new Found('', code, count);
}

function codeAt(words: Word[], first: i32): Found {
  const iban = ibanAt(words, first);
  if (iban) return iban;
  const text = words[first].text;
  return isDigit(text.charCodeAt(0)) && isPart(text) ? numberAt(words, first) : new Found('', '', 1);
}

function checkCodes(text: string): string {
  const signs = signsOf(text);
  const words = wordsOf(signs);
  const codes: string[] = [];
  let valid = 0;
  for (let first = 0; first < words.length;) {
    const found = codeAt(words, first);
    if (found.kind != '') {
      const from = words[first].from;
      const written = textOf(signs, from, words[first + found.count - 1].to);
      const check = checkOf(found);
      const isValid = found.kind == 'iban' ? found.code.substr(2, 2) == check : found.code.endsWith(check);
      codes.push(
        `{"kind":"${found.kind}","code":"${found.code}","written":${quoted(written)},"at":${from},"check":"${check}","valid":${isValid}}`,
      );
      if (isValid) valid++;
    }
    first += found.count;
  }
  log(`${words.length} words, ${codes.length} codes`);
  return `{"codes":[${codes.join(',')}],"valid":${valid},"invalid":${codes.length - valid}}`;
}

export function tool_alloc(length: i32): usize {
  return alloc(length);
}

export function tool_call(at: usize, length: i32): u64 {
  return given(checkCodes(onlyText(textAt(at, length))));
}
