// SPDX-License-Identifier: Apache-2.0
//! Reads the page that the user sees, and says how long it is and when that was. Both it has to be granted.
mod host;

fn run() -> String {
    let page = host::call(r#"{"name":"page.read","input":{"kind":"article"}}"#);
    let time = host::call(r#"{"name":"clock","input":{}}"#);
    let text = text_of(&page, "text");
    // A no leaves the time away; without the page there is nothing to say.
    let read = text_of(&time, "iso").map_or("null".to_string(), |iso| format!(r#""{}""#, iso));
    let facts = match text {
        Some(text) => {
            let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
            format!(r#""granted":true,"words":{},"characters":{}"#, words, text.chars().count())
        }
        None => r#""granted":false,"words":0,"characters":0"#.to_string(),
    };
    format!(r#"{{{},"read":{}}}"#, facts, read)
}

/// The text under that key, wherever it is in the JSON: a text that is followed by a colon is a key, whatever it says.
fn text_of(json: &str, key: &str) -> Option<String> {
    let mut signs = json.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '"' {
            continue;
        }
        let found = text(&mut signs);
        if found == key && signs.next_if_eq(&':').is_some() && signs.next_if_eq(&'"').is_some() {
            return Some(text(&mut signs));
        }
    }
    None
}

/// The rest of a text whose first quote was read. Halves of signs become what stands for signs that nobody can read.
fn text(signs: &mut std::iter::Peekable<std::str::Chars>) -> String {
    let mut found = String::new();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => break,
            '\\' => found.push(match signs.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some('u') => unit(signs),
                Some(other) => other,
                None => break,
            }),
            other => found.push(other),
        }
    }
    found
}

fn unit(signs: &mut std::iter::Peekable<std::str::Chars>) -> char {
    let value = (0..4).fold(0, |value, _| value * 16 + signs.next().and_then(|sign| sign.to_digit(16)).unwrap_or(0));
    char::from_u32(value).unwrap_or('\u{fffd}')
}
