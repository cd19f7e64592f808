/* What the pages have in common: the same order form, so that the same scenarios run on each. */

export const SIZES = ['Small', 'Medium', 'Large'];
export const COLOURS = ['Red', 'Green', 'Blue'];
export const FRUITS = ['Apple', 'Banana', 'Cherry', 'Date'];
export const CITIES = ['Aachen', 'Berlin', 'Bern', 'Bonn', 'Cologne', 'Dresden'];

export function firstState() {
  return {
    name: '',
    news: false,
    size: 'Small',
    colour: '',
    note: '',
    email: '',
    fruit: '',
    city: '',
    basket: ['bread', 'rolls', 'cake'],
    votes: { apple: 0, pear: 0, plum: 0 },
    deleted: 0,
  };
}

/** What is wrong with an email address; '' where nothing is. */
export function emailMessage(email) {
  return email === '' || /^[^@\s]+@[^@\s]+$/u.test(email) ? '' : 'Enter a whole email address';
}

export function citiesLike(text) {
  return CITIES.filter((city) => city.toLowerCase().startsWith(text.toLowerCase()));
}

/** Takes what is new in the state, and shows all of it: what tests wait for. */
export function showing(state) {
  return (change) => {
    Object.assign(state, change);
    document.getElementById('state').textContent = JSON.stringify(state);
  };
}

/** Calls the last one of a quick row of calls, so many milliseconds after it. */
export function debounced(ms, work) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), ms);
  };
}
