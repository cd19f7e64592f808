// SPDX-License-Identifier: Apache-2.0
//! As much JSON as a small tool needs, without a crate: reads one text of an object, writes a text. Whatever it cannot read panics, and
//! the call has failed.

/// The text that an object has under its only key, as code points: JSON may name halves of signs, which are no `char`.
pub fn only_text(json: &str) -> Vec<u32> {
    let mut signs = json.chars();
    expect(&mut signs, '{');
    text(&mut signs);
    expect(&mut signs, ':');
    let found = text(&mut signs);
    expect(&mut signs, '}');
    found
}

fn expect(signs: &mut std::str::Chars, wanted: char) {
    assert_eq!(signs.find(|sign| !matches!(sign, ' ' | '\n' | '\r' | '\t')), Some(wanted));
}

fn text(signs: &mut std::str::Chars) -> Vec<u32> {
    expect(signs, '"');
    let mut found = Vec::new();
    loop {
        match signs.next().expect("a text without end") {
            '"' => return found,
            '\\' => found.push(escaped(signs)),
            sign => found.push(sign as u32),
        }
    }
}

fn escaped(signs: &mut std::str::Chars) -> u32 {
    match signs.next().expect("a text without end") {
        'b' => 8,
        'f' => 12,
        'n' => 10,
        'r' => 13,
        't' => 9,
        'u' => {
            let high = hex4(signs);
            let mut after = signs.clone();
            if (0xd800..0xdc00).contains(&high) && after.next() == Some('\\') && after.next() == Some('u') {
                let low = hex4(&mut after);
                if (0xdc00..0xe000).contains(&low) {
                    *signs = after;
                    return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                }
            }
            high
        }
        sign => sign as u32,
    }
}

fn hex4(signs: &mut std::str::Chars) -> u32 {
    (0..4).fold(0, |value, _| value * 16 + signs.next().and_then(|sign| sign.to_digit(16)).expect("four digits"))
}

/// A text with quotes around it.
pub fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => json.extend(['\\', sign]),
            sign if sign < ' ' => json.push_str(&format!("\\u{:04x}", sign as u32)),
            sign => json.push(sign),
        }
    }
    json.push('"');
    json
}
