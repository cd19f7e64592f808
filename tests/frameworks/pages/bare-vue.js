import { createApp, h, ref } from 'vue';

const nothing = () => undefined;

const App = {
  setup() {
    const more = ref(0);
    return () =>
      h('div', [
        h('div', { onClick: () => (more.value += 1) }, 'Clicked'),
        h('div', { onMousedown: nothing }, 'Pressed'),
        h('div', 'Words only'),
        more.value > 0 && h('div', { onClick: nothing }, 'Later'),
      ]);
  },
};

createApp(App).mount('#app');
