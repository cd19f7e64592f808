// SPDX-License-Identifier: Apache-2.0
/** Lengths of IBANs by country. */
const LENGTHS =
  'AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FR27GB22GE22GR27HR21HU28IE22IL23IS26IT27KW30' +
  'LI21LT20LU20LV21MC27MD24ME22MK19MT31NL18NO15PK24PL28PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29XK20';
/** Between the parts of a code: spaces of five kinds and hyphens of five. */
const SEPARATORS = new Set(' \u00a0\u2009\u202f\u3000-\u2010\u2011\u2013\uff0d');
/** The most digits of a card; a longer run of digits is no code. */
const MOST = 19;

/** The letter or digit of ASCII that a sign stands for, where it stands for one: "７" and "٧" are 7. */
function folded(sign) {
  const code = sign.codePointAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return folded(String.fromCodePoint(code - 0xfee0));
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  return /^[0-9A-Za-z]$/.test(sign) ? sign : '';
}

/** Runs of letters and digits; `joined` where nothing but one separator is between it and the one before. */
function wordsOf(signs) {
  const words = [];
  for (let from = 0; from < signs.length; from++) {
    let text = '';
    let to = from;
    for (let next; to < signs.length && (next = folded(signs[to])) !== ''; to++) text += next;
    if (text === '') continue;
    const joined = words.length > 0 && words.at(-1).to + 1 === from && SEPARATORS.has(signs[from - 1]);
    words.push({ text, from, to, joined });
    from = to;
  }
  return words;
}

const checks = {
  iban(code) {
    let rest = 0;
    for (const sign of `${code.slice(4)}${code.slice(0, 2)}00`) {
      const value = Number.parseInt(sign, 36);
      rest = (rest * (value < 10 ? 10 : 100) + value) % 97;
    }
    return String(98 - rest).padStart(2, '0');
  },
  isbn10(code) {
    let sum = 0;
    for (let index = 0; index < 9; index++) sum += (10 - index) * Number(code[index]);
    const check = (11 - (sum % 11)) % 11;
    return check === 10 ? 'X' : String(check);
  },
  isbn13(code) {
    let sum = 0;
    for (let index = 0; index < 12; index++) sum += (index % 2 === 0 ? 1 : 3) * Number(code[index]);
    return String((10 - (sum % 10)) % 10);
  },
  card(code) {
    let sum = 0;
    for (let index = code.length - 2, twice = true; index >= 0; index--, twice = !twice) {
      const digit = Number(code[index]) * (twice ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return String((10 - (sum % 10)) % 10);
  },
};

/** An IBAN that begins with that word: its letters and digits, and the words it takes. */
function ibanAt(words, first) {
  const { text } = words[first];
  if (!/^[A-Z]{2}[0-9]{2}/.test(text)) return undefined;
  let length = 0;
  for (let at = 0; at < LENGTHS.length; at += 4) {
    if (LENGTHS.startsWith(text.slice(0, 2), at)) length = Number(LENGTHS.slice(at + 2, at + 4));
  }
  let code = text;
  let count = 1;
  for (; code.length < length && words[first + count]?.joined === true; count++) code += words[first + count].text;
  return code.length === length && /^[0-9A-Z]*$/.test(code) ? { kind: 'iban', code, count } : undefined;
}

/** The run of digits that begins with that word, and what kind of code it is, where it is one. */
function numberAt(words, first) {
  let code = '';
  let count = 0;
  for (let more = true; more; count++) {
    const { text } = words[first + count];
    if (code.length <= MOST) code += text.toUpperCase();
    const next = words[first + count + 1];
    more = /^[0-9]+$/.test(text) && next?.joined === true && /^[0-9]*[0-9Xx]$/.test(next.text);
  }
  const isIsbn = [1, 2].some((back) => words[first - back]?.text.toUpperCase() === 'ISBN');
  let kind = '';
  if (isIsbn && /^[0-9]{9}[0-9X]$/.test(code)) kind = 'isbn10';
  else if (/^97[89][0-9]{10}$/.test(code)) kind = 'isbn13';
  else if (/^[2-6][0-9]{12,18}$/.test(code)) kind = 'card';
  return { kind, code, count };
}

export default function checkCodes({ text }, host) {
  const signs = Array.from(text);
  const words = wordsOf(signs);
  const codes = [];
  let valid = 0;
  for (let first = 0; first < words.length;) {
    const digits = /^[0-9]+[Xx]?$/.test(words[first].text);
    const { kind, code, count } = ibanAt(words, first) ?? (digits ? numberAt(words, first) : { kind: '', count: 1 });
    if (kind !== '') {
      const { from } = words[first];
      const { to } = words[first + count - 1];
      const check = checks[kind](code);
      const isValid = kind === 'iban' ? code.slice(2, 4) === check : code.endsWith(check);
      codes.push({ kind, code, written: signs.slice(from, to).join(''), at: from, check, valid: isValid });
      if (isValid) valid += 1;
    }
    first += count;
  }
  host.log(`${words.length} words, ${codes.length} codes`);
  return { codes, valid, invalid: codes.length - valid };
}
