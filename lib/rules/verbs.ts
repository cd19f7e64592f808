import { fold } from './text.ts';

/** What users say before the verb. Folded text, from its beginning. */
const POLITE =
  /^(?:(?:please|bitte|now|then|next|finally|first|and|also|hey|hi|hello|ok|okay|locus|just|jetzt|nun|dann|danach|zuerst|zuletzt|und|mal|can you|could you|would you|will you|i want to|i want you to|i need to|i would like to|i would like you to|i d like to|help me to|help me|let us|lets|let s|go ahead and|you should|try to|ich mochte|ich will)\s+)+/;

const words = (text: string) => new Set(text.split(/\s+/));

/** Verbs that ask for an act on the page. Folded. */
const ACT = words(`
  click press tap hit push open go goto visit navigate fill type enter write put set choose select pick check tick uncheck untick
  scroll search log login sign buy order purchase add remove delete submit send book reserve post publish upload download save
  subscribe unsubscribe register accept decline reject agree cancel confirm close dismiss clear toggle turn switch enable disable
  move drag drop sort filter expand collapse play pause stop like follow refresh reload wait back pay checkout apply rename edit
  hover point change update create invite reply forward archive mark pin start complete use paste jump springe
  klick klicke klicken druck drucke drucken offne offnen geh gehe gehen besuche navigiere ful fulle fullen gib tippe tipp trag
  trage schreib schreibe wahl wahle wahlen hake hak kreuze kreuz aktiviere deaktiviere scroll scrolle scrollen such suche suchen
  melde kauf kaufe kaufen bestell bestelle bestellen fug fuge entferne losche losch sende send schick schicke absenden buche buch
  reserviere veroffentliche poste lade speichere speicher abonniere registriere akzeptiere lehne storniere bestatige schliess
  schliesse leere schalte sortiere filtere klappe warte zuruck bezahle zahle andere bearbeite erstelle nimm setze stell stelle
`);

/** Verbs and question words that ask for words. Folded. */
const ANSWER = words(`
  what who whom whose why when where which how is are was were do does did has have had can could should would will may might
  tell explain describe summarise summarize sum list name compare find show give translate define outline read count say extract
  rewrite paraphrase analyse analyze discuss quote answer tldr tl mention identify
  was wer wen wem wessen warum wieso weshalb wann wo woher wohin welche welcher welches welchen welchem wie wieviel ist sind war
  hat haben kann konnen soll gibt erklar erklare beschreib beschreibe fass fasse nenn nenne liste vergleich vergleiche finde zeig
  zeige sag sage erzahl erzahle ubersetz ubersetze definiere zahl zahle lies zitiere
`);

/** "Check whether", "look for": a verb that acts elsewhere but asks here. */
const ANSWER_PHRASE =
  /^(?:(?:check|see|verify|look) (?:if|whether|what|who|when|where|which|how|for)|look up|find out|go over|go through|open questions|write (?:a|an|me|down)|put (?:it|this|that) (?:in|into)|add up|turn (?:this|it|the \w+) into|prufe? ob|schau ob|sieh nach|schreib(?:e)? (?:mir|eine|einen|ein)|search for (?:what|who|why|when|how))\b/;

/** "Kannst du auf Weiter klicken?": German puts the verb last. */
const GERMAN_POLITE = /^(?:kannst|konntest|wurdest|willst) du\b.*?\b(\p{L}+)$/u;

/** What one clause asks for; undefined where it says neither. */
export function wishOf(clause: string): 'answer' | 'act' | undefined {
  const folded = fold(clause);
  const [, last] = GERMAN_POLITE.exec(folded) ?? [];
  if (last !== undefined && ACT.has(last)) return 'act';
  const bare = folded.replace(POLITE, '');
  const [first = ''] = bare.split(' ');
  if (ANSWER_PHRASE.test(bare)) return 'answer';
  const asksPolitely = bare !== folded;
  // "Open on Sundays?" is a question; "could you open the menu?" is not.
  if (clause.trimEnd().endsWith('?') && !asksPolitely) return 'answer';
  if (ACT.has(first)) return 'act';
  if (ANSWER.has(first)) return 'answer';
  return clause.trimEnd().endsWith('?') ? 'answer' : undefined;
}

export function withoutPoliteness(text: string): string {
  // On the text itself, so that quotes and capitals stay; the words in question have no accents but ö.
  const found =
    /^\s*(?:(?:please|bitte|now|then|next|finally|first|and|also|hey|hi|hello|ok|okay|locus|just|jetzt|nun|dann|danach|zuerst|zuletzt|und|can you|could you|would you|will you|i want to|i want you to|i need to|i would like to|i'?d like to|i would like you to|help me to|help me|go ahead and|ich möchte|ich will)(?:\s*[,:]\s*|\s+))+/iu.exec(
      text,
    );
  return found === null ? text.trim() : text.slice(found[0].length).trim();
}
