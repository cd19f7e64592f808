/* Every kind of control of the platform, without a framework; what their listeners were told is the state. */
import { showing } from './shared.js';

const app = document.getElementById('app');
app.innerHTML = `<main>
  <h1>Plain controls</h1>
  <label>Day <input type="date" id="day" min="2026-01-01"></label>
  <label>Time <input type="time" id="time"></label>
  <label>Meeting <input type="datetime-local" id="meeting"></label>
  <label>Month <input type="month" id="month"></label>
  <label>Week <input type="week" id="week"></label>
  <label>Paint <input type="color" id="paint" value="#000000"></label>
  <label>Volume <input type="range" id="volume" min="0" max="50" step="5" value="10"></label>
  <label>Pieces <input type="number" id="pieces" min="1" max="9" value="1"></label>
  <label>Search <input type="search" id="search" list="words"><datalist id="words"><option>alpha<option>beta</datalist></label>
  <label>Toppings <select multiple id="toppings" size="4"><option>Nuts</option><option>Honey</option><option>Salt</option><option>Pepper</option></select></label>
  <label>Code <input id="code" maxlength="4" pattern="[0-9]+"></label>
  <div contenteditable="true" role="textbox" aria-label="Letter" id="letter">Dear all</div>
  <details id="more"><summary>More choices</summary><label><input type="checkbox" id="gift"> Wrap as a gift</label></details>
  <div role="switch" aria-checked="false" aria-label="Night mode" tabindex="0" id="night">o</div>
  <div role="slider" aria-label="Brightness" aria-valuemin="0" aria-valuemax="10" aria-valuenow="5" tabindex="0" id="brightness">=====</div>
  <div id="icon" style="width: 24px; height: 24px; background: red; cursor: pointer" title="Favourite"></div>
  <p id="double">Double me</p>
  <p id="right">Right me</p>
  <div id="hover" style="width: 120px; border: 1px solid" tabindex="-1"><span id="hover-label">Hover here</span><button id="hidden-one" hidden>Only on hover</button></div>
  <ul id="cards" aria-label="Cards"><li draggable="true">Ace</li><li draggable="true">King</li><li draggable="true">Queen</li></ul>
  <div id="bin" style="width: 200px; height: 40px; border: 1px dashed">Bin</div>
  <div id="box" tabindex="0" role="region" aria-label="Terms" style="height: 60px; overflow: auto; width: 200px">${'<p>Some terms.</p>'.repeat(20)}</div>
  <button id="late" disabled>Ready soon</button>
  <button id="popover-button" popovertarget="tips">Show tips</button>
  <div popover id="tips"><p>A tip</p><button id="got">Got it</button></div>
  <form id="form"><label>Query <input name="query"></label><button>Send query</button></form>
  <pre id="state" style="white-space: pre-wrap"></pre>
</main>`;

const show = showing({});
const at = (id) => document.getElementById(id);

for (const id of ['day', 'time', 'meeting', 'month', 'week', 'paint', 'volume', 'pieces', 'search', 'code']) {
  // What counts is what a change event tells; what is only put into the field is not seen.
  at(id).addEventListener('change', () => show({ [id]: at(id).value }));
}
at('toppings').addEventListener('change', () =>
  show({ toppings: [...at('toppings').selectedOptions].map((each) => each.text) }),
);
at('letter').addEventListener('input', () => show({ letter: at('letter').textContent }));
at('gift').addEventListener('change', () => show({ gift: at('gift').checked }));
at('night').addEventListener('click', () => {
  const on = at('night').getAttribute('aria-checked') !== 'true';
  at('night').setAttribute('aria-checked', String(on));
  show({ night: on });
});
at('brightness').addEventListener('keydown', ({ key }) => {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key] ?? 0;
  const value = Math.min(10, Math.max(0, Number(at('brightness').getAttribute('aria-valuenow')) + step));
  at('brightness').setAttribute('aria-valuenow', String(value));
  show({ brightness: value });
});
at('icon').addEventListener('click', () => show({ favourite: true }));
at('double').addEventListener('dblclick', () => show({ doubled: true }));
at('right').addEventListener('contextmenu', (event) => {
  event.preventDefault();
  show({ righted: true });
});
at('hover').addEventListener('mouseenter', () => {
  at('hidden-one').hidden = false;
});
at('hidden-one').addEventListener('click', () => show({ hovered: true }));
let dragged;
for (const card of document.querySelectorAll('#cards > li')) {
  card.addEventListener('dragstart', (event) => {
    dragged = card;
    event.dataTransfer.setData('text/plain', card.textContent);
  });
}
at('bin').addEventListener('dragover', (event) => event.preventDefault());
at('bin').addEventListener('drop', (event) => {
  event.preventDefault();
  dragged?.remove();
  show({ binned: event.dataTransfer.getData('text/plain') });
});
at('box').addEventListener('scroll', () => show({ scrolled: at('box').scrollTop > 0 }));
at('late').addEventListener('click', () => show({ late: true }));
setTimeout(() => {
  at('late').disabled = false;
}, 300);
at('got').addEventListener('click', () => {
  at('tips').hidePopover();
  show({ got: true });
});
at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  show({ sent: new FormData(event.target).get('query') });
});
show({});
