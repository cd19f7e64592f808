/*
 * Big pages, the same in every run: what a page can put before a reader. The words, the numbers of rows and cards, and the way they
 * are built are those of the anchors, so that figures can be laid beside figures.
 */

export interface Generated {
  /** Path on the bench's server -> html. */
  files: Map<string, string>;
  /** Paths of the pages that are measured; the other files are their frames. */
  pages: string[];
}

const WORDS =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango'.split(
    ' ',
  );
const STYLE = `<style>
body { font: 14px sans-serif }
table { border-collapse: collapse }
td, th { border: 1px solid #ccc; padding: 2px 6px }
.b { cursor: pointer; padding: 4px }
.modal { position: fixed; inset: 60px; background: #fff; border: 1px solid; z-index: 9 }
</style>`;

function words(seed: number, count: number): string {
  return range(count)
    .map((k) => WORDS[(seed * 7 + k * 13 + (seed >> 3)) % WORDS.length])
    .join(' ');
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang=en><head><meta charset=utf-8><title>${title}</title>${STYLE}</head><body>${body}</body></html>`;
}

function table(rows: number): string {
  const body = range(rows).map(
    (i) =>
      `<tr><td>${1000 + i}</td><td>${words(i, 2)}</td><td>${words(i + 5, 1)}</td><td>${((i * 37) % 9973) / 100}</td><td><button>Open</button></td></tr>`,
  );
  return page(
    'Orders',
    `<h1>Orders</h1><label>Filter <input id=f name=f></label><table><thead><tr><th>Id<th>Customer<th>City<th>Total<th>Action</tr></thead><tbody>${body.join('')}</tbody></table>`,
  );
}

function directory(links: number): string {
  const sections = range(Math.ceil(links / 50)).map((section) => {
    const items = range(50).map(
      (i) => `<li><a href="/item/${section * 50 + i}">${words(section * 50 + i, 3)}</a></li>`,
    );
    return `<section><h2>${words(section, 2)}</h2><ul>${items.join('')}</ul></section>`;
  });
  return page(
    'Directory',
    `<nav><a href=/>Home</a> <a href=/about>About</a></nav><h1>Directory</h1>${sections.join('')}`,
  );
}

/** Cards with listeners of their own, hidden menus, and a dialog over them. */
function app(cards: number): string {
  return page(
    'App',
    `<div id=root></div><div class=modal role=dialog aria-label=Confirm><p>Delete item?</p><button>Cancel</button><button>Delete</button></div><script>
let html = '';
for (let i = 0; i < ${cards}; i++) html += '<div class="card" data-i="' + i + '"><div class=head><span class=t>Card ' + i + '</span><span class="b like">Like</span></div><div class=menu hidden><a href="#a' + i + '">Edit</a><a href="#d' + i + '">Delete</a></div><div class=body><p>${words(3, 12)}</p></div><div class=row><div class=act tabindex=0 role=button aria-label="Share ' + i + '">↗</div><div class=plain>Open</div></div></div>';
document.getElementById('root').innerHTML = html;
for (const each of document.querySelectorAll('.plain')) each.addEventListener('click', () => {});
</script>`,
  );
}

/** Twelve levels of open shadow roots with fields in each, a closed root, and four levels of frames. */
const DEEP = page(
  'Deep form',
  `<h1>Deep form</h1><x-deep level=0></x-deep><x-closed></x-closed><iframe src="/generated/frame0.html" width=800 height=600 title="frame 0"></iframe><script>
customElements.define('x-deep', class extends HTMLElement {
  connectedCallback() {
    const level = +this.getAttribute('level');
    this.attachShadow({ mode: 'open' }).innerHTML = '<fieldset><legend>Level ' + level + '</legend><label>First name ' + level + ' <input name=fn' + level + '></label><label>Email ' + level + ' <input type=email name=em' + level + '></label><select name=s' + level + '><option>one<option>two</select><div class=b style="cursor:pointer" id=div' + level + '>Custom button ' + level + '</div><slot></slot></fieldset>' + (level < 11 ? '<x-deep level=' + (level + 1) + '></x-deep>' : '<button>Submit deepest</button>');
  }
});
customElements.define('x-closed', class extends HTMLElement {
  connectedCallback() { this.attachShadow({ mode: 'closed' }).innerHTML = '<button>Closed root button</button>' }
});
</script>`,
);

function frame(level: number, deepest: number): string {
  const fields = range(10).map((i) => `<label>F${level} field ${i} <input name=f${level}_${i}></label>`);
  const inner =
    level < deepest
      ? `<iframe src="/generated/frame${level + 1}.html" width=700 height=400 title="frame ${level + 1}"></iframe>`
      : '';
  return page(`Frame ${level}`, `<p>Frame ${level}</p>${fields.join('')}<button>Save frame ${level}</button>${inner}`);
}

/** `quick` leaves the two biggest out. */
export function generated(quick: boolean): Generated {
  const pages = new Map<string, string>([
    ['/generated/app1500.html', app(1500)],
    ['/generated/deep.html', DEEP],
    ['/generated/table1k.html', table(1000)],
  ]);
  if (!quick) {
    pages.set('/generated/directory5k.html', directory(5000));
    pages.set('/generated/table10k.html', table(10_000));
  }
  const frames = range(4).map((level): [string, string] => [`/generated/frame${level}.html`, frame(level, 3)]);
  return { files: new Map([...pages, ...frames]), pages: [...pages.keys()] };
}
