/**
 * What a name says that cannot be taken back: it sends, buys, deletes, promises. Folded: lower case, no accents. Whole words only,
 * so that "postal code" and "accessories" are none; where a language writes no blanks, parts of words.
 */
const FINAL_WORDS = new Set(
  [
    // English
    'send sending buy purchase pay payment checkout order preorder submit delete remove erase discard destroy wipe purge',
    'publish post tweet reply comment share invite transfer withdraw deposit sign accept agree approve authorize authorise grant',
    'book reserve rent bid subscribe unsubscribe confirm donate apply vote enrol enroll hire reset deactivate terminate',
    'revoke block upgrade install allow refund redeem finalize finalise',
    // German
    'senden absenden sende sendet verschicken abschicken schicken kaufen kauf kaufe bestellen bestelle bestellung vorbestellen',
    'zahlen bezahlen zahlung kostenpflichtig zahlungspflichtig loschen losche entfernen entferne verwerfen veroffentlichen',
    'posten teilen einladen uberweisen uberweisung auszahlen einzahlen unterschreiben unterzeichnen akzeptieren annehmen',
    'zustimmen genehmigen erlauben buchen buche reservieren mieten bieten abonnieren abbestellen abmelden bestatigen spenden',
    'bewerben abstimmen kundigen sperren melden zurucksetzen widerrufen antworten kommentieren installieren beauftragen',
    // The strongest ones of other languages: a page need not speak one of ours.
    'acheter payer commander envoyer supprimer confirmer publier accepter reserver',
    'comprar pagar enviar eliminar borrar confirmar publicar aceptar reservar pedir',
    'acquista acquistare paga pagare ordina inviare invia elimina conferma pubblica accetta prenota',
    'finalizar excluir apagar aceitar kopen betalen bestel bestellen verzenden verstuur verwijderen bevestigen',
    'kup zapłac zaplac wyslij usun potwierdz купить оплатить отправить удалить подтвердить заказать опубликовать',
  ].flatMap((line) => line.split(' ')),
);

/** Those that name a place of a site as often as they tell what to do: "Order history", "Book reviews", "Zahlung und Versand". */
const NAMES_TOO = new Set(
  [
    'payment purchase checkout order preorder post tweet reply comment share invite transfer deposit sign grant book reserve rent bid',
    'apply hire reset block upgrade install refund',
    'kauf bestellung zahlung uberweisung buche antworten',
  ].flatMap((line) => line.split(' ')),
);

/** Words that leave a command a command: "Order now". */
const FILLERS = new Set(
  'now here this it me my the a to all and please jetzt hier dies diese es mich mein meine der die das ein eine zu alle und bitte sofort'.split(
    ' ',
  ),
);

/** Where things are dropped to be rid of them. */
const BINS =
  /\b(trash|trashcan|bin|recycle|garbage|dustbin|papierkorb|mulleimer|tonne|corbeille|papelera|cestino|prullenbak|lixeira)\b/u;

const FINAL_PARTS =
  /购买|購買|支付|付款|发送|發送|提交|删除|刪除|确认|確認|发布|發佈|購入|支払|送信|削除|注文|公開|予約|구매|결제|보내기|삭제|확인|제출|주문/u;

/** "Sign in", "sign up", "sign out": no signature. */
const SIGN_IN = /\bsign[ -]?(in|up|on|out)\b/gu;
/** "Cancel" alone closes a dialog; "Cancel my order" does not. */
const CANCEL_SOMETHING =
  /\b(cancel|close|stornieren?|storniere|schliessen?|beenden?)\b.+\b(order|booking|subscription|account|membership|plan|reservation|konto|abo|bestellung|buchung|vertrag)\b|\b(order|booking|subscription|account|konto|abo|bestellung|buchung|vertrag)\b.+\b(cancel|close|stornieren|schliessen|beenden)\b/u;

/** Lower case, no accents, ß as ss. */
function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** True where the text says that something is sent, bought, deleted or promised. */
export function saysFinal(text: string): boolean {
  const words = wordsIn(text);
  return surelyFinal(text) || words.some((word) => FINAL_WORDS.has(word)) || /\bcheck out\b/.test(words.join(' '));
}

/**
 * True where a link that only fetches a page of the same site reads as a command all the same, by its name: "Delete", "Order now". Not
 * by a word in the name of a place: "Order history".
 */
export function linkSaysFinal(name: string): boolean {
  const words = wordsIn(name);
  if (surelyFinal(name) || words.some(isCommand)) return true;
  return (
    words.some((word) => FINAL_WORDS.has(word)) && words.every((word) => FINAL_WORDS.has(word) || FILLERS.has(word))
  );
}

/** The same by its address: `/cart?do=delete`, `/logout`, not `/order/history`. */
export function addressSaysFinal(address: string): boolean {
  return surelyFinal(address) || wordsIn(address).some(isCommand) || /\b(log|sign)[-_ ]?(out|off)\b/iu.test(address);
}

/** True where what is dropped there is got rid of, or sent. */
export function dropIsFinal(name: string): boolean {
  return saysFinal(name) || BINS.test(fold(name));
}

function isCommand(word: string): boolean {
  return FINAL_WORDS.has(word) && !NAMES_TOO.has(word);
}

function surelyFinal(text: string): boolean {
  return CANCEL_SOMETHING.test(folded(text)) || FINAL_PARTS.test(text.normalize('NFKC'));
}

function wordsIn(text: string): string[] {
  return folded(text)
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

function folded(text: string): string {
  // "checkOut", "btnDelete": names of nameless things are often written so.
  return fold(text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).replaceAll(SIGN_IN, ' ');
}

/** The hosts that the user named in their own words. */
export function hostsNamed(text: string): Set<string> {
  const hosts = new Set<string>();
  for (const [word] of text.matchAll(/[^\s"'“”„<>()]+/gu)) {
    const address = word.replace(/[.,;:!?]+$/u, '');
    if (!/^(https?:\/\/|localhost\b)|^[^/@]+\.\p{L}{2,}/iu.test(address) && !/^\d{1,3}(\.\d{1,3}){3}/.test(address))
      continue;
    const url = URL.parse(/^https?:\/\//i.test(address) ? address : `https://${address}`);
    if (url !== null && url.username === '') hosts.add(url.hostname);
  }
  return hosts;
}
