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
  // "checkOut", "btnDelete": names of nameless things are often written so.
  const folded = fold(text.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).replaceAll(SIGN_IN, ' ');
  if (CANCEL_SOMETHING.test(folded) || FINAL_PARTS.test(text.normalize('NFKC'))) return true;
  return folded.split(/[^\p{L}]+/u).some((word) => FINAL_WORDS.has(word)) || /\bcheck out\b/.test(folded);
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
