// SPDX-License-Identifier: Apache-2.0
mod host;
mod json;

/// Lengths of IBANs by country.
const LENGTHS: &str = concat!(
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FR27GB22GE22GR27HR21HU28IE22IL23IS26IT27KW30",
    "LI21LT20LU20LV21MC27MD24ME22MK19MT31NL18NO15PK24PL28PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29XK20",
);
/// Between the parts of a code: spaces of five kinds and hyphens of five.
const SEPARATORS: &str = " \u{a0}\u{2009}\u{202f}\u{3000}-\u{2010}\u{2011}\u{2013}\u{ff0d}";
/// The most digits of a card; a longer run of digits is no code.
const MOST: usize = 19;

/// A run of letters and digits; joined where nothing but one separator is between it and the one before.
struct Word {
    text: String,
    from: usize,
    to: usize,
    joined: bool,
}

struct Found {
    kind: &'static str,
    code: String,
    /// Words that it takes.
    count: usize,
}

/// The letter or digit of ASCII that a sign stands for.
fn folded(sign: u32) -> Option<char> {
    let sign = match sign {
        0xff01..=0xff5e => sign - 0xfee0,
        0x660..=0x669 => sign - 0x660 + 48,
        _ => sign,
    };
    char::from_u32(sign).filter(char::is_ascii_alphanumeric)
}

fn is_separator(sign: u32) -> bool {
    char::from_u32(sign).map_or(false, |sign| SEPARATORS.contains(sign))
}

fn words_of(signs: &[u32]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut from = 0;
    while from < signs.len() {
        let text: String = signs[from..].iter().map_while(|sign| folded(*sign)).collect();
        let to = from + text.len();
        if to > from {
            let joined = words.last().map_or(false, |last| last.to + 1 == from) && is_separator(signs[from - 1]);
            words.push(Word { text, from, to, joined });
        }
        from = to + 1;
    }
    words
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|sign| sign.is_ascii_digit())
}

/// Digits, of which the last may be an X.
fn is_part(text: &str) -> bool {
    is_digits(&text[..text.len() - 1]) && text.ends_with(|last: char| last.is_ascii_digit() || last == 'X' || last == 'x')
}

fn value(sign: u8) -> u32 {
    (sign as char).to_digit(36).unwrap_or(0)
}

fn iban_check(code: &str) -> String {
    let turned = [&code[4..], &code[..2], "00"].concat();
    let rest = turned.bytes().fold(0, |rest, sign| {
        let value = value(sign);
        (rest * if value < 10 { 10 } else { 100 } + value) % 97
    });
    format!("{:02}", 98 - rest)
}

fn check_of(kind: &str, code: &str) -> String {
    if kind == "iban" {
        return iban_check(code);
    }
    let payload = &code.as_bytes()[..code.len() - 1];
    if kind == "isbn10" {
        let sum: u32 = payload.iter().zip((2..=10).rev()).map(|(sign, times)| times * value(*sign)).sum();
        let check = (11 - sum % 11) % 11;
        return if check == 10 { String::from("X") } else { check.to_string() };
    }
    let sum: u32 = payload
        .iter()
        .rev()
        .enumerate()
        .map(|(index, sign)| {
            let (odd, digit) = (index % 2 == 0, value(*sign));
            match (kind, odd) {
                (_, false) => digit,
                ("isbn13", _) => digit * 3,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    ((10 - sum % 10) % 10).to_string()
}

/// An IBAN that begins with the first of the words.
fn iban_at(words: &[Word]) -> Option<Found> {
    let mut code = words[0].text.clone();
    let begin = code.as_bytes();
    if begin.len() < 4 || !begin[..2].iter().all(u8::is_ascii_uppercase) || !begin[2..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let country = (0..LENGTHS.len()).step_by(4).find(|at| LENGTHS[*at..].starts_with(&code[..2]))?;
    let length: usize = LENGTHS[country + 2..country + 4].parse().ok()?;
    let mut count = 1;
    while code.len() < length && count < words.len() && words[count].joined {
        code.push_str(&words[count].text);
        count += 1;
    }
    let fits = code.len() == length && code.bytes().all(|sign| sign.is_ascii_digit() || sign.is_ascii_uppercase());
    fits.then(|| Found { kind: "iban", code, count })
}

/// The run of digits that begins with that word, and what kind of code it is, where it is one.
fn number_at(words: &[Word], first: usize) -> Found {
    let mut code = String::new();
    let mut count = 0;
    loop {
        let text = &words[first + count].text;
        if code.len() <= MOST {
            code.push_str(&text.to_ascii_uppercase());
        }
        count += 1;
        match words.get(first + count) {
            Some(next) if is_digits(text) && next.joined && is_part(&next.text) => {}
            _ => break,
        }
    }
    let is_isbn = words[first.saturating_sub(2)..first].iter().any(|word| word.text.eq_ignore_ascii_case("ISBN"));
    let kind = match code.len() {
        10 if is_isbn && is_part(&code) => "isbn10",
        _ if !is_digits(&code) => "",
        13 if code.starts_with("978") || code.starts_with("979") => "isbn13",
        13..=MOST if matches!(code.as_bytes()[0], b'2'..=b'6') => "card",
        _ => "",
    };
    Found { kind, code, count }
}

fn code_at(words: &[Word], first: usize) -> Found {
    let text = &words[first].text;
    if let Some(found) = iban_at(&words[first..]) {
        found
    } else if text.as_bytes()[0].is_ascii_digit() && is_part(text) {
        number_at(words, first)
    } else {
        Found { kind: "", code: String::new(), count: 1 }
    }
}

fn run(input: &str) -> String {
    let signs = json::only_text(input);
    let words = words_of(&signs);
    let mut codes: Vec<String> = Vec::new();
    let mut valid = 0;
    let mut first = 0;
    while first < words.len() {
        let Found { kind, code, count } = code_at(&words, first);
        if !kind.is_empty() {
            let (from, to) = (words[first].from, words[first + count - 1].to);
            let written: String = signs[from..to].iter().filter_map(|sign| char::from_u32(*sign)).collect();
            let check = check_of(kind, &code);
            let is_valid = if kind == "iban" { code[2..4] == check } else { code.ends_with(&check) };
            valid += usize::from(is_valid);
            codes.push(format!(
                r#"{{"kind":"{}","code":"{}","written":{},"at":{},"check":"{}","valid":{}}}"#,
                kind,
                code,
                json::quoted(&written),
                from,
                check,
                is_valid
            ));
        }
        first += count;
    }
    host::log(&format!("{} words, {} codes", words.len(), codes.len()));
    format!(r#"{{"codes":[{}],"valid":{},"invalid":{}}}"#, codes.join(","), valid, codes.len() - valid)
}
