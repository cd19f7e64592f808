import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { createRoot } from 'react-dom/client';

import { citiesLike, COLOURS, emailMessage, firstState, FRUITS, SIZES } from './shared.js';

/** Lists of options lie over the rest, as they do in component libraries. */
const POPUP = { position: 'absolute', margin: 0, background: '#fff' };

function FruitBox({ value, onChange }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <span id="fruit-label">Fruit</span>{' '}
      <button
        type="button"
        role="combobox"
        aria-labelledby="fruit-label"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls="fruit-list"
        onClick={() => setOpen(!open)}
      >
        {value || 'none'}
      </button>
      {open && (
        <ul role="listbox" style={POPUP} id="fruit-list" aria-labelledby="fruit-label">
          {FRUITS.map((fruit) => (
            <li
              key={fruit}
              role="option"
              aria-selected={fruit === value}
              onClick={() => {
                onChange(fruit);
                setOpen(false);
              }}
            >
              {fruit}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What is typed counts only once an option is taken; when it loses the focus, it shows what was taken last. */
function CityBox({ value, onChange }) {
  const [text, setText] = useState(value);
  const [options, setOptions] = useState([]);
  const timer = useRef();
  return (
    <div>
      <label htmlFor="city">City</label>
      <input
        id="city"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls="city-list"
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => setOptions(citiesLike(next)), 120);
        }}
        onBlur={() => {
          clearTimeout(timer.current);
          setOptions([]);
          setText(value);
        }}
      />
      {options.length > 0 && (
        <ul role="listbox" style={POPUP} id="city-list" aria-label="Cities">
          {options.map((city) => (
            <li
              key={city}
              role="option"
              aria-selected={false}
              onMouseDown={(event) => {
                event.preventDefault();
                onChange(city);
                setText(city);
                setOptions([]);
              }}
            >
              {city}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Email({ value, onChange }) {
  const [message, setMessage] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setMessage(emailMessage(value)), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return (
    <div>
      <label>
        Email <input type="email" value={value} onChange={(event) => onChange(event.target.value)} />
      </label>
      {message !== '' && <p role="alert">{message}</p>}
    </div>
  );
}

function Dialog({ onClose, onDelete }) {
  return createPortal(
    <div style={{ position: 'fixed', inset: 0, background: '#0008' }}>
      <div role="dialog" aria-modal="true" aria-label="Delete the account?" style={{ background: '#fff', margin: 80 }}>
        <p>This cannot be undone.</p>
        <button onClick={onClose}>Keep it</button> <button onClick={onDelete}>Delete it</button>
      </div>
    </div>,
    document.body,
  );
}

function Colours({ value, onChange }) {
  return (
    <fieldset>
      <legend>Colour</legend>
      {COLOURS.map((colour) => (
        <label key={colour}>
          <input type="radio" name="colour" checked={value === colour} onChange={() => onChange(colour)} />
          {colour}
        </label>
      ))}
    </fieldset>
  );
}

let renders = 0;

/** One list that keeps its rows, and one that is made anew whenever anything changes. */
function Lists({ state, set }) {
  renders += 1;
  return (
    <>
      <ul aria-label="Basket">
        {state.basket.map((item) => (
          <li key={item}>
            {item}{' '}
            <button onClick={() => set({ basket: state.basket.filter((each) => each !== item) })}>Remove {item}</button>
          </li>
        ))}
      </ul>
      <button onClick={() => set({ basket: [`pie ${state.basket.length}`, ...state.basket] })}>Add a pie</button>
      <ul aria-label="Votes">
        {Object.entries(state.votes).map(([fruit, count]) => (
          <li key={`${fruit} ${renders}`}>
            {count}{' '}
            <button onClick={() => set({ votes: { ...state.votes, [fruit]: count + 1 } })}>Vote for {fruit}</button>
          </li>
        ))}
      </ul>
    </>
  );
}

function App() {
  const [state, setState] = useState(firstState);
  const [asking, setAsking] = useState(false);
  const set = (change) => setState((old) => ({ ...old, ...change }));
  return (
    <main>
      <h1>React order</h1>
      <label>
        Name <input value={state.name} onChange={(event) => set({ name: event.target.value })} />
      </label>
      <label>
        <input type="checkbox" checked={state.news} onChange={(event) => set({ news: event.target.checked })} /> Send me
        news
      </label>
      <label>
        Size{' '}
        <select value={state.size} onChange={(event) => set({ size: event.target.value })}>
          {SIZES.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <Colours value={state.colour} onChange={(colour) => set({ colour })} />
      <label>
        Note <textarea value={state.note} onChange={(event) => set({ note: event.target.value })} />
      </label>
      <Email value={state.email} onChange={(email) => set({ email })} />
      <FruitBox value={state.fruit} onChange={(fruit) => set({ fruit })} />
      <CityBox value={state.city} onChange={(city) => set({ city })} />
      <Lists state={state} set={set} />
      <button onClick={() => setAsking(true)}>Delete account</button>
      {asking && (
        <Dialog
          onClose={() => setAsking(false)}
          onDelete={() => {
            set({ deleted: state.deleted + 1 });
            setAsking(false);
          }}
        />
      )}
      <pre id="state">{JSON.stringify(state)}</pre>
    </main>
  );
}

createRoot(document.getElementById('app')).render(<App />);
