import 'jquery-ui/dist/jquery-ui.js';
import 'jquery-ui/dist/themes/base/jquery-ui.css';
import { $ } from 'jquery';

import { CITIES, showing } from './shared.js';

const state = {
  city: '',
  day: '',
  volume: 20,
  order: [],
  picked: '',
  pieces: 1,
  deleted: 0,
  size: '',
  bold: false,
  tab: 0,
  dropped: '',
};
const show = showing(state);

$('#app').html(`<main>
  <h1>jQuery UI order</h1>
  <label for="city">City</label> <input id="city">
  <label for="day">Day</label> <input id="day">
  <p id="volume-label">Volume</p><div id="volume"></div>
  <label for="pieces">Pieces</label> <input id="pieces" value="1">
  <label for="size">Size</label> <select id="size"><option>Small</option><option>Medium</option><option>Large</option></select>
  <label for="bold">Bold</label> <input type="checkbox" id="bold">
  <ul id="songs" aria-label="Songs"><li>First song</li><li>Second song</li><li>Third song</li></ul>
  <div id="parcel" style="width: 80px; padding: 8px; border: 1px solid">Parcel</div>
  <div id="van" style="width: 160px; height: 60px; border: 1px dashed">Van</div>
  <ul id="menu">
    <li><div>Open</div></li>
    <li><div>Export</div><ul><li><div>As text</div></li><li><div>As picture</div></li></ul></li>
    <li><div>Print</div></li>
  </ul>
  <div id="tabs">
    <ul><li><a href="#tab-one">One</a></li><li><a href="#tab-two">Two</a></li></ul>
    <div id="tab-one"><p>First sheet</p></div>
    <div id="tab-two"><p>Second sheet</p><button>Press on the second sheet</button></div>
  </div>
  <button id="ask">Delete account</button>
  <div id="dialog" title="Delete the account?"><p>This cannot be undone.</p></div>
  <pre id="state"></pre>
</main>`);

$('#city').autocomplete({
  source: CITIES,
  delay: 120,
  select: (_event, { item }) => show({ city: item.value }),
  // What is only typed does not count.
  change: (_event, { item }) => {
    if (item === null) $('#city').val(state.city);
  },
});
$('#day').datepicker({ defaultDate: new Date(2027, 2, 1), onSelect: (day) => show({ day }) });
$('#volume').slider({ min: 0, max: 50, value: 20, step: 5, change: (_event, { value }) => show({ volume: value }) });
$('#volume .ui-slider-handle').attr({ 'aria-labelledby': 'volume-label' });
$('#pieces').spinner({
  min: 0,
  max: 9,
  spin: (_event, { value }) => show({ pieces: value }),
  change: () => show({ pieces: Number($('#pieces').val()) }),
});
$('#size').selectmenu({ change: (_event, { item }) => show({ size: item.value }) });
$('#bold')
  .checkboxradio()
  .on('change', () => show({ bold: $('#bold').prop('checked') }));
const order = () => $('#songs').children().map((_index, li) => $(li).text()).get(); // prettier-ignore
$('#songs').sortable({ update: () => show({ order: order() }) });
$('#parcel').draggable({ revert: 'invalid' });
$('#van').droppable({ drop: () => show({ dropped: 'van' }) });
$('#menu').menu({ select: (_event, { item }) => show({ picked: item.children('div').text() }) });
$('#tabs').tabs({ activate: (_event, { newTab }) => show({ tab: newTab.index() }) });
$('#dialog').dialog({
  autoOpen: false,
  modal: true,
  buttons: {
    'Keep it': () => $('#dialog').dialog('close'),
    'Delete it': () => {
      show({ deleted: state.deleted + 1 });
      $('#dialog').dialog('close');
    },
  },
});
$('#ask').on('click', () => $('#dialog').dialog('open'));
show({ order: order() });
