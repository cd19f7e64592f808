/** What is measured, by its powers of these: length, mass, time, data, temperature, angle. */
export type Dimension = Readonly<Record<string, number>>;

export interface Unit {
  name: string;
  of: Dimension;
  /** One of it in the base unit. */
  factor: number;
  /** What is added after that: temperatures do not begin at the same zero. */
  offset: number;
}

/** `name other-names factor`, the base unit first. Factors are the defined ones (SI, and the international yard and pound of 1959). */
const TABLES: Readonly<Record<string, string>> = {
  length: `m meter meters metre metres 1; km kilometer kilometers kilometre kilometres 1000; dm 0.1; cm centimeter centimeters 0.01; mm 0.001; µm um 0.000001; nm 1e-9;
    in inch inches 0.0254; ft foot feet 0.3048; yd yard yards 0.9144; mi mile miles 1609.344; nmi 1852`,
  mass: `kg kilogram kilograms 1; g gram grams 0.001; mg 0.000001; t tonne tonnes 1000; lb lbs pound pounds 0.45359237; oz ounce ounces 0.028349523125; st stone 6.35029318`,
  time: `s sec second seconds 1; ms 0.001; min minute minutes 60; h hr hour hours 3600; d day days 86400; week weeks 604800`,
  data: `B byte bytes 1; bit bits 0.125; kB 1000; MB 1e6; GB 1e9; TB 1e12; KiB 1024; MiB 1048576; GiB 1073741824; TiB 1099511627776`,
  angle: `rad 1; deg degree degrees 0.017453292519943295`,
};

const COMPOUND: readonly (readonly [names: string, of: Dimension, factor: number])[] = [
  ['L l liter liters litre litres', { length: 3 }, 0.001],
  ['ml mL', { length: 3 }, 0.000001],
  ['gal gallon gallons', { length: 3 }, 0.003785411784],
  ['ha hectare hectares', { length: 2 }, 10_000],
  ['acre acres', { length: 2 }, 4046.8564224],
  ['mph', { length: 1, time: -1 }, 0.44704],
  ['kmh kph', { length: 1, time: -1 }, 1 / 3.6],
  ['N newton newtons', { length: 1, mass: 1, time: -2 }, 1],
  ['J joule joules', { length: 2, mass: 1, time: -2 }, 1],
  ['kJ', { length: 2, mass: 1, time: -2 }, 1000],
  ['cal', { length: 2, mass: 1, time: -2 }, 4.184],
  ['kcal', { length: 2, mass: 1, time: -2 }, 4184],
  ['kWh', { length: 2, mass: 1, time: -2 }, 3_600_000],
  ['W watt watts', { length: 2, mass: 1, time: -3 }, 1],
  ['kW', { length: 2, mass: 1, time: -3 }, 1000],
];

const UNITS = new Map<string, Unit>();

function add(names: readonly string[], of: Dimension, factor: number, offset = 0): void {
  const [name = ''] = names;
  for (const each of names) UNITS.set(each, { name, of, factor, offset });
}

for (const [what, table] of Object.entries(TABLES)) {
  for (const line of table.split(';')) {
    const words = line.trim().split(/\s+/u);
    add(words.slice(0, -1), { [what]: 1 }, Number(words.at(-1)));
  }
}
for (const [names, of, factor] of COMPOUND) add(names.split(' '), of, factor);
add(['K', 'kelvin'], { temperature: 1 }, 1);
add(['C', '°C', 'celsius'], { temperature: 1 }, 1, 273.15);
add(['F', '°F', 'fahrenheit'], { temperature: 1 }, 5 / 9, 273.15 - (32 * 5) / 9);

export function unitOf(name: string): Unit | undefined {
  return UNITS.get(name) ?? UNITS.get(name.toLowerCase());
}

export function same(a: Dimension, b: Dimension): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((key) => (a[key] ?? 0) === (b[key] ?? 0));
}

/** Powers of a product, where the second counts `sign` times. */
export function combined(a: Dimension, b: Dimension, sign: number): Dimension {
  const sum: Record<string, number> = { ...a };
  for (const [key, power] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + sign * power;
  return Object.fromEntries(Object.entries(sum).filter(([, power]) => power !== 0));
}
