import { zoneOf } from './zones.ts';

interface Input {
  date: string;
  add?: Partial<Record<'years' | 'months' | 'weeks' | 'days' | 'hours' | 'minutes', number>>;
  until?: string;
  zone?: string;
  to?: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A clock on a wall somewhere, as if it were UTC; `timed` where it was written with a time. */
interface Wall {
  at: number;
  timed: boolean;
}

// oxlint-disable-next-line import/no-default-export -- a tool is the default export of its script
export default function dates({ date, add = {}, until, zone, to }: Input) {
  const wall = added(read(date), add);
  const there = zone !== undefined && to !== undefined ? inZone(wall.at, zone, to) : undefined;
  return {
    date: written(wall.at, wall.timed),
    weekday: WEEKDAYS[new Date(wall.at).getUTCDay()] ?? '',
    week: weekOf(wall.at),
    dayOfYear: Math.floor((wall.at - Date.UTC(new Date(wall.at).getUTCFullYear(), 0, 1)) / DAY) + 1,
    leapYear: new Date(Date.UTC(new Date(wall.at).getUTCFullYear(), 1, 29)).getUTCMonth() === 1,
    ...(until !== undefined && { between: between(wall.at, read(until).at) }),
    ...(there !== undefined && { there }),
  };
}

function read(text: string): Wall {
  const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d)?)?$/u.exec(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = (found ?? []).slice(1).map((part) => Number(part ?? 0));
  const at = Date.UTC(year, month - 1, day, hour, minute);
  const timed = found?.[4] !== undefined;
  // Day 30 of February would be read as one of March.
  if (found === null || written(at, timed).slice(0, 10) !== text.slice(0, 10) || hour > 23 || minute > 59) {
    throw new Error(`there is no date "${text}"`);
  }
  return { at, timed };
}

function written(at: number, timed: boolean): string {
  return new Date(at).toISOString().slice(0, timed ? 16 : 10);
}

function added(
  { at, timed }: Wall,
  { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0 }: Required<Input>['add'],
): Wall {
  const moved = monthsLater(at, years * 12 + months) + (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE;
  if (Number.isNaN(new Date(moved).getTime())) throw new Error('that is too far away');
  return { at: moved, timed: timed || hours !== 0 || minutes !== 0 };
}

/** The 31st, a month later, is the last day of a shorter month. */
function monthsLater(at: number, months: number): number {
  const date = new Date(at);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return first + (Math.min(date.getUTCDate(), last) - 1) * DAY + (at % DAY + DAY) % DAY; // prettier-ignore
}

/** Of ISO 8601: the week that has the year's first Thursday is the first. */
function weekOf(at: number): number {
  const thursday = new Date(at + (3 - ((new Date(at).getUTCDay() + 6) % 7)) * DAY);
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * DAY)) + 1;
}

/** `days` has a sign; years, months and the days that are left are what lies between, whichever is first. */
function between(from: number, to: number) {
  const [early, late] = from <= to ? [from, to] : [to, from];
  const [a, b] = [new Date(early), new Date(late)];
  let months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  if (monthsLater(early, months) > late) months -= 1;
  const restDays = Math.floor((late - monthsLater(early, months)) / DAY);
  return { days: (to - from) / DAY, years: Math.floor(months / 12), months: months % 12, restDays };
}

const two = (value: number) => String(Math.floor(value)).padStart(2, '0');

function inZone(wall: number, zone: string, to: string) {
  const here = zoneOf(zone);
  // The difference at that moment, found from the moment that it gives: right but for the hour that clocks skip or repeat.
  const utc = wall - here(wall - here(wall));
  const offset = zoneOf(to)(utc);
  const minutes = Math.abs(offset) / MINUTE;
  return {
    zone: to,
    date: written(utc + offset, true),
    offset: `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`,
  };
}
