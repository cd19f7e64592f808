import { createApp } from 'vue/dist/vue.esm-bundler.js';

import { citiesLike, COLOURS, debounced, emailMessage, firstState, FRUITS, SIZES } from './shared.js';

const FruitBox = {
  props: ['modelValue'],
  emits: ['update:modelValue'],
  data: () => ({ open: false, fruits: FRUITS }),
  methods: {
    take(fruit) {
      this.$emit('update:modelValue', fruit);
      this.open = false;
    },
  },
  // Options that are taken when the button of the mouse goes down, before any click.
  template: `<div>
    <span id="fruit-label">Fruit</span>
    <div role="combobox" tabindex="0" aria-labelledby="fruit-label" aria-haspopup="listbox" :aria-expanded="open" aria-controls="fruit-list"
      @mousedown="open = !open">{{ modelValue || 'none' }}</div>
    <ul v-if="open" role="listbox" style="position: absolute; margin: 0; background: #fff" id="fruit-list" aria-labelledby="fruit-label">
      <li v-for="fruit of fruits" :key="fruit" role="option" :aria-selected="fruit === modelValue" @mousedown.prevent="take(fruit)">{{ fruit }}</li>
    </ul>
  </div>`,
};

const CityBox = {
  props: ['modelValue'],
  emits: ['update:modelValue'],
  data() {
    return { text: this.modelValue, options: [] };
  },
  created() {
    this.suggest = debounced(120, () => {
      this.options = citiesLike(this.text);
    });
  },
  methods: {
    take(city) {
      this.$emit('update:modelValue', city);
      this.text = city;
      this.options = [];
    },
    leave() {
      this.options = [];
      this.text = this.modelValue;
    },
  },
  template: `<div>
    <label for="city">City</label>
    <input id="city" role="combobox" aria-autocomplete="list" :aria-expanded="options.length > 0" aria-controls="city-list"
      v-model="text" @input="suggest" @blur="leave">
    <ul v-if="options.length > 0" style="position: absolute; margin: 0; background: #fff" role="listbox" id="city-list" aria-label="Cities">
      <li v-for="city of options" :key="city" role="option" aria-selected="false" @mousedown.prevent="take(city)">{{ city }}</li>
    </ul>
  </div>`,
};

createApp({
  components: { FruitBox, CityBox },
  data: () => ({ state: firstState(), message: '', asking: false, changes: 0, SIZES, COLOURS }),
  created() {
    this.judge = debounced(250, () => {
      this.message = emailMessage(this.state.email);
    });
  },
  watch: {
    state: {
      deep: true,
      handler() {
        this.changes += 1;
      },
    },
  },
  template: `<main>
    <h1>Vue order</h1>
    <label>Name <input v-model="state.name"></label>
    <label><input type="checkbox" v-model="state.news"> Send me news</label>
    <label>Size <select v-model="state.size"><option v-for="size of SIZES" :key="size">{{ size }}</option></select></label>
    <fieldset>
      <legend>Colour</legend>
      <label v-for="colour of COLOURS" :key="colour"><input type="radio" name="colour" :value="colour" v-model="state.colour">{{ colour }}</label>
    </fieldset>
    <label>Note <textarea v-model.lazy="state.note"></textarea></label>
    <div>
      <label>Email <input type="email" v-model="state.email" @input="judge"></label>
      <p v-if="message !== ''" role="alert">{{ message }}</p>
    </div>
    <FruitBox v-model="state.fruit" />
    <CityBox v-model="state.city" />
    <ul aria-label="Basket">
      <li v-for="item of state.basket" :key="item">{{ item }} <button @click="state.basket = state.basket.filter((each) => each !== item)">Remove {{ item }}</button></li>
    </ul>
    <button @click="state.basket.unshift('pie ' + state.basket.length)">Add a pie</button>
    <ul aria-label="Votes">
      <li v-for="(count, fruit) in state.votes" :key="fruit + changes">{{ count }} <button @click="state.votes[fruit] += 1">Vote for {{ fruit }}</button></li>
    </ul>
    <button @click="asking = true">Delete account</button>
    <Teleport to="body">
      <div v-if="asking" style="position: fixed; inset: 0; background: #0008">
        <div role="dialog" aria-modal="true" aria-label="Delete the account?" style="background: #fff; margin: 80px">
          <p>This cannot be undone.</p>
          <button @click="asking = false">Keep it</button> <button @click="state.deleted += 1; asking = false">Delete it</button>
        </div>
      </div>
    </Teleport>
    <pre id="state">{{ JSON.stringify(state) }}</pre>
  </main>`,
}).mount('#app');
