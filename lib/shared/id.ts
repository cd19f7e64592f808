/** A fresh id: `prefix` and 16 letters and digits, from the given source of randomness (0 <= x < 1, a port in the loop). */
export function newId(prefix: string, random: () => number = secureRandom): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  let id = '';
  for (let i = 0; i < 16; i++) id += letters[Math.floor(random() * letters.length)] ?? 'a';
  return `${prefix}_${id}`;
}

function secureRandom(): number {
  return randomWord() / 2 ** 32;
}

/** 32 random bits, as a number from 0 on. */
export function randomWord(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word;
}
