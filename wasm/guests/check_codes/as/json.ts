// SPDX-License-Identifier: Apache-2.0
/** As much JSON as a small tool needs: reads one text of an object. Whatever it cannot read traps, and the call has failed. */

const QUOTE: i32 = 0x22;
const BACKSLASH: i32 = 0x5c;

class Reader {
  at: i32 = 0;
  constructor(readonly json: string) {}

  next(): i32 {
    if (this.at >= this.json.length) unreachable();
    return this.json.charCodeAt(this.at++);
  }

  expect(sign: i32): void {
    let found = this.next();
    while (found == 0x20 || found == 0x0a || found == 0x0d || found == 0x09) found = this.next();
    if (found != sign) unreachable();
  }

  escaped(): i32 {
    const sign = this.next();
    if (sign == 0x62) return 0x08;
    if (sign == 0x66) return 0x0c;
    if (sign == 0x6e) return 0x0a;
    if (sign == 0x72) return 0x0d;
    if (sign == 0x74) return 0x09;
    if (sign != 0x75) return sign;
    const from = this.at;
    this.at += 4;
    if (this.at > this.json.length) unreachable();
    return I32.parseInt(this.json.substring(from, this.at), 16);
  }

  text(): string {
    this.expect(QUOTE);
    const units: i32[] = [];
    for (let unit = this.next(); unit != QUOTE; unit = this.next()) {
      units.push(unit == BACKSLASH ? this.escaped() : unit);
    }
    return String.fromCharCodes(units);
  }
}

/** The text that an object has under its only key. */
export function onlyText(json: string): string {
  const reader = new Reader(json);
  reader.expect(0x7b);
  reader.text();
  reader.expect(0x3a);
  const text = reader.text();
  reader.expect(0x7d);
  return text;
}

/** A text with quotes around it. */
export function quoted(text: string): string {
  const parts: string[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20) parts.push('\\u' + unit.toString(16).padStart(4, '0'));
    else parts.push((unit == QUOTE || unit == BACKSLASH ? '\\' : '') + text.charAt(index));
  }
  return '"' + parts.join('') + '"';
}
