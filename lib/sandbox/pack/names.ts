/**
 * Letters that look like another one, by the Latin letter or digit that they look like. From `confusables.txt` of Unicode (UTS 39), what no
 * normalisation makes equal anyway: https://www.unicode.org/Public/security/
 */
const LOOK_ALIKES = `2 ƨϩᒿꙅꛯꝛ|3 ȝɜʒзӡⳍꝫ|4 ꮞ|6 бⳓꮾ|8 ȣ৪੪ଃ|9 ৭੧୨൭ⳋꝯ|a ɑαаᗅ⍺ꓮꭺ|b ƅβвьᏼᑲᖯᗷꓐꞵꮟ|c ϲсᴄⲥꓚꮯ|d ԁᑯᗞᗪꓒꓓꭰꮷ
|e εеҽ℮⋿ⴹꓰꬲꭼє|f ϝքᖴẝꓝꞙꬵ|g ƍɡԍցᏻᶃꓖꮐ|h ηнһհᕼⲏꓧꮋꮒ|i ıɩɪιіӏ⍳ꙇꭵ|j ʝϳјᒍꓙꭻ|k κкᛕⲕꓗꮶ|l ǀ۱ᒪᛁ∣⏽ⲓⳑⵏꓡꓲꮮ|m μϻмᗰᛖⲙꓟꮇ
|n νոռⲛꓠп|o οσоօ۵०০੦૦ଠ୦௦ం౦ಂ೦ംഠ൦ං๐໐ဝ၀ჿዐᴏᴑⲟⵔ〇ꓳꬽøθ|p ρϱрᑭ⍴ⲣꓑꮲ|q ԛգզⵕ|r ʀгᖇᴦⲅꓣꭇꭈꭱꮁꮢ|s ƽѕտꓢꜱꮥꮪ|t τт⊤⟙ⲧꓔꭲ
|u ʋυսሀᑌᴜ∪⋃ꓴꞟꭎꭒц|v ѵ۷ᐯᴠ∨⋁ⴸꓦꛟꮩ|w ɯѡԝաᴡꓪꮃꮤω|x ×χхᕁᕽ᙭᙮ᚷ╳⤫⤬⨯ⲭⵝꓫꭓ|y ɣʏγυϒуүყᶌỿℽⲩꓬꭚꭹꮍ|z ζᴢꓜꮓ`;

const PLAIN = new Map(
  LOOK_ALIKES.split('|').flatMap((line) => {
    const [plain = '', letters = ''] = line.trim().split(' ');
    return Array.from(letters, (letter) => [letter, plain] as const);
  }),
);

/** Of letters of our own that stand for each other: what one cannot tell from the other is one. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[1i|!]/gu, 'l'],
  [/0/gu, 'o'],
  [/5/gu, 's'],
  [/rn/gu, 'm'],
  [/vv/gu, 'w'],
];

/** What is left of a text for the eye: two that look the same have the same. */
function skeleton(text: string): string {
  const bare = text
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
  const plain = Array.from(bare, (letter) => PLAIN.get(letter) ?? letter).join('');
  return ALIKE.reduce((so, [letters, one]) => so.replaceAll(letters, one), plain).replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** The one of those names that this text could be taken for. */
export function takenFor(text: string, names: readonly string[]): string | undefined {
  const own = skeleton(text);
  const words = text.split(/[\s_\-:]+/u).map(skeleton);
  // A title that begins or ends so says that it is of Locus itself.
  const ours = [words.at(0), words.at(-1)].includes(skeleton('Locus'));
  return names.find((name) => skeleton(name) === own) ?? (ours ? 'Locus' : undefined);
}

/** Letters that are not seen, or turn others round: of control, of format, of nobody, and blanks that are no spaces. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]/u;
/** Joiners, which some languages cannot be written without. */
const WRITTEN_SO = /[\u200C\u200D]/gu;

export function hasHidden(text: string): boolean {
  return HIDDEN.test(text);
}

/** The same for text of several lines. */
export function hasHiddenLines(text: string): boolean {
  return HIDDEN.test(text.replaceAll(/[\n\r\t]/gu, ' ').replaceAll(WRITTEN_SO, ''));
}

/** A name from a file, as it may be shown. */
export function visible(name: string): string {
  return name.replaceAll(new RegExp(HIDDEN, 'gu'), '?').slice(0, 100);
}
