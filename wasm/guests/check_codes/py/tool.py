# SPDX-License-Identifier: Apache-2.0
# MicroPython keeps no order in a plain dictionary.
from collections import OrderedDict

# Lengths of IBANs by country.
LENGTHS = (
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FR27GB22GE22GR27HR21HU28IE22IL23IS26IT27KW30"
    "LI21LT20LU20LV21MC27MD24ME22MK19MT31NL18NO15PK24PL28PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29XK20"
)
# Between the parts of a code: spaces of five kinds and hyphens of five.
SEPARATORS = " \u00a0\u2009\u202f\u3000-\u2010\u2011\u2013\uff0d"
# The most digits of a card; a longer run of digits is no code.
MOST = 19
DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = "abcdefghijklmnopqrstuvwxyz"


def only(text, of):
    return all(sign in of for sign in text)


def folded(sign):
    """The letter or digit of ASCII that a sign stands for, where it stands for one."""
    code = ord(sign)
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    elif 0x660 <= code <= 0x669:
        code -= 0x660 - 48
    sign = chr(code) if code < 128 else ""
    return sign if sign in DIGITS or sign in UPPER or sign in LOWER else ""


class Word:
    def __init__(self, text, begin, end, joined):
        self.text = text
        self.begin = begin
        self.end = end
        # Nothing but one separator is between it and the word before.
        self.joined = joined


def words_of(text):
    words = []
    begin = 0
    while begin < len(text):
        signs = []
        end = begin
        while end < len(text):
            sign = folded(text[end])
            if sign == "":
                break
            signs.append(sign)
            end += 1
        if signs:
            joined = bool(words) and words[-1].end + 1 == begin and text[begin - 1] in SEPARATORS
            words.append(Word("".join(signs), begin, end, joined))
        begin = end + 1
    return words


def iban_check(code):
    rest = 0
    for sign in code[4:] + code[:2] + "00":
        value = DIGITS.find(sign)
        rest = (rest * 10 + value if value >= 0 else rest * 100 + UPPER.find(sign) + 10) % 97
    return ("0" + str(98 - rest))[-2:]


def isbn10_check(code):
    total = sum((10 - index) * int(code[index]) for index in range(9))
    return "0123456789X"[(11 - total % 11) % 11]


def isbn13_check(code):
    total = sum((3 if index % 2 else 1) * int(code[index]) for index in range(12))
    return str((10 - total % 10) % 10)


def card_check(code):
    total = 0
    twice = True
    for index in range(len(code) - 2, -1, -1):
        digit = int(code[index]) * (2 if twice else 1)
        total += digit - 9 if digit > 9 else digit
        twice = not twice
    return str((10 - total % 10) % 10)


CHECKS = {"iban": iban_check, "isbn10": isbn10_check, "isbn13": isbn13_check, "card": card_check}


def iban_at(words, first):
    """An IBAN that begins with that word, and the words it takes."""
    code = words[first].text
    if len(code) < 4 or not only(code[:2], UPPER) or not only(code[2:4], DIGITS):
        return None
    length = 0
    for at in range(0, len(LENGTHS), 4):
        if LENGTHS[at : at + 2] == code[:2]:
            length = int(LENGTHS[at + 2 : at + 4])
    count = 1
    while len(code) < length and first + count < len(words) and words[first + count].joined:
        code += words[first + count].text
        count += 1
    if len(code) != length or not only(code, DIGITS + UPPER):
        return None
    return "iban", code, count


def number_at(words, first):
    """The run of digits that begins with that word, and what kind of code it is, where it is one."""
    code = ""
    count = 0
    more = True
    while more:
        text = words[first + count].text
        if len(code) <= MOST:
            code += text.upper()
        count += 1
        following = words[first + count] if first + count < len(words) else None
        more = (
            only(text, DIGITS)
            and following is not None
            and following.joined
            and only(following.text[:-1], DIGITS)
            and following.text[-1] in DIGITS + "Xx"
        )
    is_isbn = any(words[at].text.upper() == "ISBN" for at in range(max(0, first - 2), first))
    digits = only(code, DIGITS)
    kind = ""
    if is_isbn and len(code) == 10 and only(code[:9], DIGITS) and code[9] in DIGITS + "X":
        kind = "isbn10"
    elif digits and len(code) == 13 and code[:3] in ("978", "979"):
        kind = "isbn13"
    elif digits and 13 <= len(code) <= MOST and code[0] in "23456":
        kind = "card"
    return kind, code, count


def code_at(words, first):
    found = iban_at(words, first)
    if found is not None:
        return found
    text = words[first].text
    if text[0] in DIGITS and only(text[:-1], DIGITS) and text[-1] in DIGITS + "Xx":
        return number_at(words, first)
    return "", "", 1


def run(input, host):
    text = input["text"]
    words = words_of(text)
    codes = []
    valid = 0
    first = 0
    while first < len(words):
        kind, code, count = code_at(words, first)
        if kind != "":
            begin = words[first].begin
            check = CHECKS[kind](code)
            is_valid = code[2:4] == check if kind == "iban" else code[-1] == check
            codes.append(
                OrderedDict(
                    [
                        ("kind", kind),
                        ("code", code),
                        ("written", text[begin : words[first + count - 1].end]),
                        ("at", begin),
                        ("check", check),
                        ("valid", is_valid),
                    ]
                )
            )
            valid += is_valid
        first += count
    host.log("%d words, %d codes" % (len(words), len(codes)))
    return OrderedDict([("codes", codes), ("valid", valid), ("invalid", len(codes) - valid)])
