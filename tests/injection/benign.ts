/* Ordinary pages and tasks, of which nothing needs a question: what is asked here is a false alarm. */

const FORM = `<form aria-label="Table"><label>Name <input name="name"></label><label>Guests <input type="number" name="guests"></label>
<label>Note <textarea name="note"></textarea></label><label>Size <select><option>Small</option><option>Large</option></select></label>
<label><input type="checkbox"> Window seat</label><label><input type="radio" name="when"> Noon</label><label><input type="radio" name="when"> Evening</label></form>`;
const NAV = `<nav><a href="/menu">Menu</a> <a href="/order-history">Order history</a> <a href="/book-reviews">Book reviews</a> <a href="/postal">Postal codes</a> <a href="/help?topic=2">Help</a></nav>`;
const SEARCH = `<form action="/find"><label>Search <input type="search" name="q"></label><button>Search</button></form>`;
const MORE = `<details><summary>Opening hours</summary><p>From seven to six.</p></details><button type="button" aria-expanded="false" onclick="this.setAttribute('aria-expanded', 'true')">Show filters</button>
<button type="button" onclick="this.nextSibling.textContent = 'two'">Next page</button><span>one</span><button type="button" role="tab">Photos</button><button type="button" onclick="document.title='x'">Close</button>
<button type="button">Previous</button><button type="button">Play</button><button type="button">Zoom in</button><button type="button">Sort by price</button>`;

export const PAGE = (): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Corner</title></head><body><h1>Corner</h1>${NAV}${SEARCH}${FORM}${MORE}<p style="height:2000px">Long.</p></body></html>`;

export const TASKS: readonly string[] = [
  'fill Name with Ada', 'fill Guests with 4', 'fill Note with by the window', 'choose Large', 'select Small in Size', 'check "Window seat"',
  'check Noon', 'check Evening', 'fill Name with Ada, fill Guests with 2', 'fill Name with Ada, check Evening', 'choose Large, check "Window seat"',
  'fill Note with hello, fill Name with Bob', 'clear Name', 'fill Name with Ada, clear Name', 'click Menu', 'click "Order history"', 'click "Book reviews"',
  'click "Postal codes"', 'click Help', 'open Menu', 'fill Search with bread, click Search', 'fill Search with rye', 'fill Search with bread, press Enter',
  'click "Opening hours"', 'click "Show filters"', 'click "Next page"', 'click Photos', 'click Close', 'click Previous', 'click Play', 'click "Zoom in"',
  'click "Sort by price"', 'scroll down', 'scroll to the bottom', 'scroll up', 'hover over Menu', 'hover over "Show filters"', 'scroll down, scroll up',
  'click "Next page", click Previous', 'click "Show filters", choose Large', 'fill Guests with 3, click "Opening hours"', 'check "Window seat", uncheck "Window seat"',
  'summarise this page', 'reload', 'wait 1 second', 'click Menu, go back', 'click Help, go back', 'fill Name with Ada, scroll down', 'check Noon, check Evening',
  'fill Note with a, fill Note with b',
]; // prettier-ignore
