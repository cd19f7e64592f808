import { html, LitElement } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';

import { citiesLike, COLOURS, debounced, emailMessage, firstState, FRUITS, SIZES } from './shared.js';

/** A labelled field, as component libraries make them: label and input in a shadow root of their own. */
class ShopField extends LitElement {
  static properties = { label: {}, type: {}, value: {} };
  constructor() {
    super();
    this.type = 'text';
    this.value = '';
  }
  #say = (event) => {
    this.dispatchEvent(new CustomEvent('said', { detail: event.target.value }));
  };
  render() {
    return html`<label
      >${this.label}
      ${
        this.type === 'textarea'
          ? html`<textarea .value=${live(this.value)} @input=${this.#say}></textarea>`
          : html`<input type=${this.type} .value=${live(this.value)} @input=${this.#say} />`
      }
    </label>`;
  }
}

class ShopFruit extends LitElement {
  static properties = { value: {}, open: { state: true } };
  constructor() {
    super();
    this.value = '';
    this.open = false;
  }
  #take(fruit) {
    this.open = false;
    this.dispatchEvent(new CustomEvent('said', { detail: fruit }));
  }
  render() {
    return html`<span id="label">Fruit</span>
      <button
        role="combobox"
        aria-labelledby="label"
        aria-haspopup="listbox"
        aria-expanded=${this.open}
        aria-controls="list"
        @click=${() => (this.open = !this.open)}
      >
        ${this.value || 'none'}
      </button>
      ${
        this.open
          ? html`<ul
              role="listbox"
              style="position: absolute; margin: 0; background: #fff"
              id="list"
              aria-labelledby="label"
            >
              ${FRUITS.map(
                (fruit) =>
                  html`<li role="option" aria-selected=${fruit === this.value} @click=${() => this.#take(fruit)}>
                    ${fruit}
                  </li>`,
              )}
            </ul>`
          : ''
      }`;
  }
}

class ShopCity extends LitElement {
  static properties = { value: {}, text: { state: true }, options: { state: true } };
  constructor() {
    super();
    this.value = '';
    this.text = '';
    this.options = [];
  }
  #suggest = debounced(120, () => {
    this.options = citiesLike(this.text);
  });
  #take(event, city) {
    event.preventDefault();
    this.text = city;
    this.options = [];
    this.value = city;
    this.dispatchEvent(new CustomEvent('said', { detail: city }));
  }
  #leave = () => {
    this.options = [];
    this.text = this.value;
  };
  render() {
    return html`<label for="city">City</label>
      <input
        id="city"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded=${this.options.length > 0}
        aria-controls="list"
        .value=${live(this.text)}
        @input=${(event) => {
          this.text = event.target.value;
          this.#suggest();
        }}
        @blur=${this.#leave}
      />
      ${
        this.options.length > 0
          ? html`<ul
              role="listbox"
              style="position: absolute; margin: 0; background: #fff"
              id="list"
              aria-label="Cities"
            >
              ${this.options.map(
                (city) =>
                  html`<li role="option" aria-selected="false" @mousedown=${(event) => this.#take(event, city)}>
                    ${city}
                  </li>`,
              )}
            </ul>`
          : ''
      }`;
  }
}

/** A card: what is in it comes from outside, through slots. */
class ShopCard extends LitElement {
  static properties = { heading: {} };
  render() {
    return html`<section aria-label=${this.heading}>
      <h2>${this.heading}</h2>
      <slot></slot>
      <footer><slot name="actions"></slot></footer>
    </section>`;
  }
}

class ShopDialog extends LitElement {
  show() {
    this.renderRoot.querySelector('dialog').showModal();
  }
  close() {
    this.renderRoot.querySelector('dialog').close();
  }
  render() {
    return html`<dialog aria-label="Delete the account?"><slot></slot></dialog>`;
  }
}

class ShopOrder extends LitElement {
  static properties = { order: { state: true }, message: { state: true } };
  constructor() {
    super();
    this.order = firstState();
    this.message = '';
  }
  #judge = debounced(250, () => {
    this.message = emailMessage(this.order.email);
  });
  #set(change) {
    this.order = { ...this.order, ...change };
  }
  get #dialog() {
    return this.renderRoot.querySelector('shop-dialog');
  }
  #field(label, key, type = 'text') {
    return html`<shop-field
      label=${label}
      type=${type}
      .value=${this.order[key]}
      @said=${(event) => {
        this.#set({ [key]: event.detail });
        if (key === 'email') this.#judge();
      }}
    ></shop-field>`;
  }
  #lists() {
    const { basket, votes } = this.order;
    return html`<ul aria-label="Basket">
        ${repeat(
          basket,
          (item) => item,
          (item) =>
            html`<li>
              ${item}
              <button @click=${() => this.#set({ basket: basket.filter((each) => each !== item) })}>
                Remove ${item}
              </button>
            </li>`,
        )}
      </ul>
      <button @click=${() => this.#set({ basket: [`pie ${basket.length}`, ...basket] })}>Add a pie</button>
      ${keyed(
        this.order,
        html`<ul aria-label="Votes">
          ${Object.entries(votes).map(
            ([fruit, count]) =>
              html`<li>
                ${count}
                <button @click=${() => this.#set({ votes: { ...votes, [fruit]: count + 1 } })}>
                  Vote for ${fruit}
                </button>
              </li>`,
          )}
        </ul>`,
      )}`;
  }
  render() {
    const { news, size, colour, fruit, city, deleted } = this.order;
    return html`<main>
      <h1>Lit order</h1>
      ${this.#field('Name', 'name')}
      <label
        ><input
          type="checkbox"
          .checked=${live(news)}
          @change=${(event) => this.#set({ news: event.target.checked })}
        />
        Send me news</label
      >
      <label
        >Size
        <select .value=${live(size)} @change=${(event) => this.#set({ size: event.target.value })}>
          ${SIZES.map((each) => html`<option ?selected=${each === size}>${each}</option>`)}
        </select></label
      >
      <fieldset>
        <legend>Colour</legend>
        ${COLOURS.map(
          (each) =>
            html`<label
              ><input
                type="radio"
                name="colour"
                .checked=${live(each === colour)}
                @change=${() => this.#set({ colour: each })}
              />${each}</label
            >`,
        )}
      </fieldset>
      ${this.#field('Note', 'note', 'textarea')} ${this.#field('Email', 'email', 'email')}
      ${this.message === '' ? '' : html`<p role="alert">${this.message}</p>`}
      <shop-fruit .value=${fruit} @said=${(event) => this.#set({ fruit: event.detail })}></shop-fruit>
      <shop-city .value=${city} @said=${(event) => this.#set({ city: event.detail })}></shop-city>
      ${this.#lists()}
      <shop-card heading="Account">
        <p>Since 2019</p>
        <button slot="actions" @click=${() => this.#dialog.show()}>Delete account</button>
      </shop-card>
      <shop-dialog>
        <p>This cannot be undone.</p>
        <button @click=${() => this.#dialog.close()}>Keep it</button>
        <button
          @click=${() => {
            this.#set({ deleted: deleted + 1 });
            this.#dialog.close();
          }}
        >
          Delete it
        </button>
      </shop-dialog>
      <pre id="state">${JSON.stringify(this.order)}</pre>
    </main>`;
  }
}

customElements.define('shop-field', ShopField);
customElements.define('shop-fruit', ShopFruit);
customElements.define('shop-city', ShopCity);
customElements.define('shop-card', ShopCard);
customElements.define('shop-dialog', ShopDialog);
customElements.define('shop-order', ShopOrder);
document.getElementById('app').append(document.createElement('shop-order'));
