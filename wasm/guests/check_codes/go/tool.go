// SPDX-License-Identifier: Apache-2.0

// Command check_codes finds and checks codes in a text: a WASI command that reads one JSON value and writes one.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Lengths of IBANs by country.
const lengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29CH21CR22CY28CZ24DE22DK18DO28EE20ES24FI18FR27GB22GE22GR27HR21HU28IE22IL23IS26IT27KW30" +
	"LI21LT20LU20LV21MC27MD24ME22MK19MT31NL18NO15PK24PL28PT25QA29RO24RS22SA24SE24SI19SK24SM27TN24TR26UA29XK20"

// Between the parts of a code: spaces of five kinds and hyphens of five.
const separators = " \u00a0\u2009\u202f\u3000-\u2010\u2011\u2013\uff0d"

// The most digits of a card; a longer run of digits is no code.
const most = 19

type code struct {
	Kind    string `json:"kind"`
	Code    string `json:"code"`
	Written string `json:"written"`
	At      int    `json:"at"`
	Check   string `json:"check"`
	Valid   bool   `json:"valid"`
}

type result struct {
	Codes   []code `json:"codes"`
	Valid   int    `json:"valid"`
	Invalid int    `json:"invalid"`
}

// A run of letters and digits; joined where nothing but one separator is between it and the one before.
type word struct {
	text     string
	from, to int
	joined   bool
}

func isDigit(sign byte) bool { return sign >= '0' && sign <= '9' }
func isUpper(sign byte) bool { return sign >= 'A' && sign <= 'Z' }

func all(text string, is func(byte) bool) bool {
	for index := 0; index < len(text); index++ {
		if !is(text[index]) {
			return false
		}
	}
	return true
}

// folded gives the letter or digit of ASCII that a sign stands for, or 0.
func folded(sign rune) byte {
	switch {
	case sign >= 0xff01 && sign <= 0xff5e:
		sign -= 0xfee0
	case sign >= 0x660 && sign <= 0x669:
		sign -= 0x660 - '0'
	}
	if sign < 128 && (isDigit(byte(sign)) || isUpper(byte(sign)) || sign >= 'a' && sign <= 'z') {
		return byte(sign)
	}
	return 0
}

func wordsOf(signs []rune) []word {
	var words []word
	for from := 0; from < len(signs); from++ {
		to := from
		var text []byte
		for ; to < len(signs); to++ {
			sign := folded(signs[to])
			if sign == 0 {
				break
			}
			text = append(text, sign)
		}
		if to == from {
			continue
		}
		joined := len(words) > 0 && words[len(words)-1].to+1 == from && strings.ContainsRune(separators, signs[from-1])
		words = append(words, word{string(text), from, to, joined})
		from = to
	}
	return words
}

func checkOf(kind, code string) string {
	switch kind {
	case "iban":
		rest := 0
		for _, sign := range code[4:] + code[:2] + "00" {
			if sign <= '9' {
				rest = (rest*10 + int(sign-'0')) % 97
			} else {
				rest = (rest*100 + int(sign-'A') + 10) % 97
			}
		}
		return fmt.Sprintf("%02d", 98-rest)
	case "isbn10":
		sum := 0
		for index := 0; index < 9; index++ {
			sum += (10 - index) * int(code[index]-'0')
		}
		return "0123456789X"[(11-sum%11)%11:][:1]
	case "isbn13":
		sum := 0
		for index := 0; index < 12; index++ {
			sum += (1 + index%2*2) * int(code[index]-'0')
		}
		return strconv.Itoa((10 - sum%10) % 10)
	}
	sum := 0
	for index, times := len(code)-2, 2; index >= 0; index, times = index-1, 3-times {
		digit := int(code[index]-'0') * times
		if digit > 9 {
			digit -= 9
		}
		sum += digit
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// ibanAt gives an IBAN that begins with the first of the words, and the words it takes.
func ibanAt(words []word) (string, int) {
	code := words[0].text
	if len(code) < 4 || !all(code[:2], isUpper) || !all(code[2:4], isDigit) {
		return "", 0
	}
	length := 0
	for at := 0; at < len(lengths); at += 4 {
		if lengths[at:at+2] == code[:2] {
			length, _ = strconv.Atoi(lengths[at+2 : at+4])
		}
	}
	count := 1
	for ; len(code) < length && count < len(words) && words[count].joined; count++ {
		code += words[count].text
	}
	if len(code) != length || !all(code, func(sign byte) bool { return isDigit(sign) || isUpper(sign) }) {
		return "", 0
	}
	return code, count
}

// A part of a number: digits, of which the last may be an X.
func isPart(text string) bool {
	last := text[len(text)-1]
	return all(text[:len(text)-1], isDigit) && (isDigit(last) || last == 'X' || last == 'x')
}

// numberAt gives the run of digits that begins with that word, what kind of code it is, where it is one, and the words it takes.
func numberAt(words []word, first int) (kind, code string, count int) {
	for {
		text := words[first+count].text
		if len(code) <= most {
			code += strings.ToUpper(text)
		}
		count++
		next := first + count
		if !all(text, isDigit) || next == len(words) || !words[next].joined || !isPart(words[next].text) {
			break
		}
	}
	isIsbn := false
	for at := max(0, first-2); at < first; at++ {
		isIsbn = isIsbn || strings.EqualFold(words[at].text, "ISBN")
	}
	digits := all(code, isDigit)
	switch {
	case isIsbn && len(code) == 10 && isPart(code):
		kind = "isbn10"
	case digits && len(code) == 13 && (code[:3] == "978" || code[:3] == "979"):
		kind = "isbn13"
	case digits && len(code) >= 13 && len(code) <= most && code[0] >= '2' && code[0] <= '6':
		kind = "card"
	}
	return kind, code, count
}

func codeAt(words []word, first int) (kind, code string, count int) {
	if code, count := ibanAt(words[first:]); count > 0 {
		return "iban", code, count
	}
	if text := words[first].text; isDigit(text[0]) && isPart(text) {
		return numberAt(words, first)
	}
	return "", "", 1
}

func checkCodes(text string) result {
	signs := []rune(text)
	words := wordsOf(signs)
	found := result{Codes: []code{}}
	for first := 0; first < len(words); {
		kind, digits, count := codeAt(words, first)
		if kind != "" {
			from, to := words[first].from, words[first+count-1].to
			check := checkOf(kind, digits)
			valid := strings.HasSuffix(digits, check)
			if kind == "iban" {
				valid = digits[2:4] == check
			}
			found.Codes = append(found.Codes, code{kind, digits, string(signs[from:to]), from, check, valid})
			if valid {
				found.Valid++
			} else {
				found.Invalid++
			}
		}
		first += count
	}
	fmt.Fprintf(os.Stderr, "%d words, %d codes\n", len(words), len(found.Codes))
	return found
}

func main() {
	var input struct {
		Text string `json:"text"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(checkCodes(input.Text)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
