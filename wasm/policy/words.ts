// What words say that cannot be taken back: it sends, buys, deletes, promises. Texts come folded (lower case, no accents), as words of
// letters with one separator between two of them: ' ' for a blank or hyphen, '_', or a line feed for anything else. Whole words only,
// so that "postal code" and "accessories" are none; where a language writes no blanks, parts of words.

/** Those that also name a place of a site as often as they tell what to do: "Order history", "Book reviews", "Zahlung und Versand". */
const NAMES_TOO = `
payment purchase checkout order preorder post tweet reply comment share invite transfer deposit sign grant book reserve rent bid
apply hire reset block upgrade install refund
kauf bestellung zahlung uberweisung buche antworten
`;

/** English, German, and the strongest ones of other languages: a page need not speak one of ours. */
const COMMANDS = `
send sending buy pay submit delete remove erase discard destroy wipe purge
publish withdraw accept agree approve authorize authorise
subscribe unsubscribe confirm donate vote enrol enroll deactivate terminate
revoke allow redeem finalize finalise
senden absenden sende sendet verschicken abschicken schicken kaufen kaufe bestellen bestelle vorbestellen
zahlen bezahlen kostenpflichtig zahlungspflichtig loschen losche entfernen entferne verwerfen veroffentlichen
posten teilen einladen uberweisen auszahlen einzahlen unterschreiben unterzeichnen akzeptieren annehmen
zustimmen genehmigen erlauben buchen reservieren mieten bieten abonnieren abbestellen abmelden bestatigen spenden
bewerben abstimmen kundigen sperren melden zurucksetzen widerrufen kommentieren installieren beauftragen
acheter payer commander envoyer supprimer confirmer publier accepter reserver
comprar pagar enviar eliminar borrar confirmar publicar aceptar reservar pedir
acquista acquistare paga pagare ordina inviare invia elimina conferma pubblica accetta prenota
finalizar excluir apagar aceitar kopen betalen bestel verzenden verstuur verwijderen bevestigen
kup zapłac zaplac wyslij usun potwierdz купить оплатить отправить удалить подтвердить заказать опубликовать
`;

/** Words that leave a command a command: "Order now". */
const FILLERS =
  ' now here this it me my the a to all and please jetzt hier dies diese es mich mein meine der die das ein eine zu alle und bitte sofort ';

/** Where things are dropped to be rid of them. */
const BINS =
  ' trash trashcan bin recycle garbage dustbin papierkorb mulleimer tonne corbeille papelera cestino prullenbak lixeira ';

const PARTS =
  ' 购买 購買 支付 付款 发送 發送 提交 删除 刪除 确认 確認 发布 發佈 購入 支払 送信 削除 注文 公開 予約 구매 결제 보내기 삭제 확인 제출 주문 ';

/** "Cancel" alone closes a dialog; "Cancel my order" does not. */
const CANCELS = ' cancel close stornier storniere stornieren schliesse schliessen beende beenden ';
const CANCELLED =
  ' order booking subscription account membership plan reservation konto abo bestellung buchung vertrag ';
const CANCELS_LAST = ' cancel close stornieren schliessen beenden ';
const CANCELLED_FIRST = ' order booking subscription account konto abo bestellung buchung vertrag ';

// Lists are literals in one piece: the compiler would put others together at run time, on the heap, where the facts go.
const BLANK: u16 = 0x20;
const UNDERSCORE: u16 = 0x5f;
const LINE: u16 = 0x0a;

function lengthOf(text: usize): i32 {
  return <i32>load<u8>(text) | ((<i32>load<u8>(text, 1)) << 8);
}

/** A code unit; texts need not be aligned. */
function unit(text: usize, index: i32): u16 {
  const at = text + 2 + ((<usize>index) << 1);
  return <u16>load<u8>(at) | ((<u16>load<u8>(at, 1)) << 8);
}

function separates(code: u16): bool {
  return code == BLANK || code == LINE || code == UNDERSCORE;
}

/** Where the word that begins at `from` ends. */
function wordEnd(text: usize, from: i32): i32 {
  const length = lengthOf(text);
  let at = from;
  while (at < length && !separates(unit(text, at))) at++;
  return at;
}

/** Is the word of the text one of the list, which has a blank or line end before and after each? */
function isIn(list: string, text: usize, from: i32, to: i32): bool {
  const size = to - from;
  if (size == 0) return false;
  const words = changetype<usize>(list);
  const length = list.length;
  let at = 1;
  while (at < length) {
    let same = 0;
    while (same < size && load<u16>(words + ((<usize>(at + same)) << 1)) == unit(text, from + same)) same++;
    if (same == size && load<u16>(words + ((<usize>(at + same)) << 1)) <= BLANK) return true;
    at += same;
    while (load<u16>(words + ((<usize>at) << 1)) > BLANK) at++;
    at++;
  }
  return false;
}

/** Is the whole text one of the list's words? */
export function spells(text: usize, list: string): bool {
  const length = lengthOf(text);
  return wordEnd(text, 0) == length && isIn(list, text, 0, length);
}

/** Does one of the list's words lie within the word of the text? */
function holds(list: string, text: usize, from: i32, to: i32): bool {
  const words = changetype<usize>(list);
  const length = list.length;
  let at = 1;
  while (at < length) {
    let size = 0;
    while (load<u16>(words + ((<usize>(at + size)) << 1)) > BLANK) size++;
    for (let first = from; size > 0 && first + size <= to; first++) {
      let same = 0;
      while (same < size && load<u16>(words + ((<usize>(at + same)) << 1)) == unit(text, first + same)) same++;
      if (same == size) return true;
    }
    at += size + 1;
  }
  return false;
}

// What a text says, found by one walk over its words.
/** A word that is a command, whatever stands beside it. */
let saidCommand = false;
/** A word that is one, or names a place. */
let saidWord = false;
/** Nothing but such words and fillers. */
let saidOnly = true;
/** Parts of words, or something that is cancelled. */
let saidSurely = false;
/** "check out" */
let saidCheckOut = false;
/** "log out", "sign off" */
let saidOut = false;
let saidBin = false;

function read(text: usize): void {
  saidCommand = false;
  saidWord = false;
  saidOnly = true;
  saidSurely = false;
  saidCheckOut = false;
  saidOut = false;
  saidBin = false;
  let cancels = false;
  let cancelled = false;
  const length = lengthOf(text);
  let from = 0;
  let before = -1;
  let beforeEnd = 0;
  while (from < length) {
    const to = wordEnd(text, from);
    const next = to + 1;
    const joined = to < length && unit(text, to) == BLANK ? wordEnd(text, next) : next;
    const near = to < length && unit(text, to) != LINE ? wordEnd(text, next) : next;
    if (isIn(' log sign ', text, from, to) && isIn(' out off ', text, next, near)) saidOut = true;
    if (isIn(' logout logoff signout signoff ', text, from, to)) saidOut = true;
    // "Sign in", "sign up", "sign out": no signature.
    if (isIn(' sign ', text, from, to) && isIn(' in up on out ', text, next, joined)) {
      from = joined + 1;
      continue;
    }
    if (isIn(' signin signup signon signout ', text, from, to)) {
      from = next;
      continue;
    }
    const command = isIn(COMMANDS, text, from, to);
    const word = command || isIn(NAMES_TOO, text, from, to);
    saidCommand = saidCommand || command;
    saidWord = saidWord || word;
    if (!word && !isIn(FILLERS, text, from, to)) saidOnly = false;
    if (isIn(BINS, text, from, to)) saidBin = true;
    if (before >= 0 && isIn(' check ', text, before, beforeEnd) && isIn(' out ', text, from, to)) saidCheckOut = true;
    if (cancels && isIn(CANCELLED, text, from, to)) saidSurely = true;
    if (cancelled && isIn(CANCELS_LAST, text, from, to)) saidSurely = true;
    cancels = cancels || isIn(CANCELS, text, from, to);
    cancelled = cancelled || isIn(CANCELLED_FIRST, text, from, to);
    if (holds(PARTS, text, from, to)) saidSurely = true;
    before = from;
    beforeEnd = to;
    from = next;
  }
}

/** True where the text says that something is sent, bought, deleted or promised. */
export function nameSaysFinal(text: usize): bool {
  read(text);
  return saidSurely || saidWord || saidCheckOut;
}

/**
 * True where a link that only fetches a page of the same site reads as a command all the same, by its name: "Delete", "Order now". Not
 * by a word in the name of a place: "Order history".
 */
export function linkSaysFinal(text: usize): bool {
  read(text);
  return saidSurely || saidCommand || (saidWord && saidOnly);
}

/** The same by its address: `/cart?do=delete`, `/logout`, not `/order/history`. */
export function addressSaysFinal(text: usize): bool {
  read(text);
  return saidSurely || saidCommand || saidOut;
}

/** True where what is dropped there is got rid of, or sent. */
export function dropSaysFinal(text: usize): bool {
  return nameSaysFinal(text) || saidBin;
}
