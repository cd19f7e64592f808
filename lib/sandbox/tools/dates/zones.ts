/**
 * Zones with the rules that hold in 2026: hours from UTC, and whose summer time they keep. The script has no list of its own; a zone that is
 * not here is asked for by its difference, `UTC+5:30`.
 */
const RULES: Readonly<Record<string, readonly [hours: number, summer?: 'eu' | 'us']>> = {
  'Europe/London': [0, 'eu'],
  'Europe/Dublin': [0, 'eu'],
  'Europe/Lisbon': [0, 'eu'],
  'Europe/Berlin': [1, 'eu'],
  'Europe/Vienna': [1, 'eu'],
  'Europe/Zurich': [1, 'eu'],
  'Europe/Paris': [1, 'eu'],
  'Europe/Madrid': [1, 'eu'],
  'Europe/Rome': [1, 'eu'],
  'Europe/Amsterdam': [1, 'eu'],
  'Europe/Brussels': [1, 'eu'],
  'Europe/Copenhagen': [1, 'eu'],
  'Europe/Oslo': [1, 'eu'],
  'Europe/Stockholm': [1, 'eu'],
  'Europe/Warsaw': [1, 'eu'],
  'Europe/Prague': [1, 'eu'],
  'Europe/Budapest': [1, 'eu'],
  'Europe/Athens': [2, 'eu'],
  'Europe/Helsinki': [2, 'eu'],
  'Europe/Kyiv': [2, 'eu'],
  'Europe/Istanbul': [3],
  'America/New_York': [-5, 'us'],
  'America/Toronto': [-5, 'us'],
  'America/Chicago': [-6, 'us'],
  'America/Denver': [-7, 'us'],
  'America/Phoenix': [-7],
  'America/Los_Angeles': [-8, 'us'],
  'America/Vancouver': [-8, 'us'],
  'America/Anchorage': [-9, 'us'],
  'America/Sao_Paulo': [-3],
  'America/Buenos_Aires': [-3],
  'America/Bogota': [-5],
  'America/Lima': [-5],
  'America/Mexico_City': [-6],
  'Pacific/Honolulu': [-10],
  'Africa/Johannesburg': [2],
  'Africa/Lagos': [1],
  'Africa/Nairobi': [3],
  'Asia/Dubai': [4],
  'Asia/Karachi': [5],
  'Asia/Kolkata': [5.5],
  'Asia/Dhaka': [6],
  'Asia/Bangkok': [7],
  'Asia/Jakarta': [7],
  'Asia/Shanghai': [8],
  'Asia/Hong_Kong': [8],
  'Asia/Singapore': [8],
  'Asia/Manila': [8],
  'Australia/Perth': [8],
  'Asia/Tokyo': [9],
  'Asia/Seoul': [9],
  'Australia/Brisbane': [10],
};

const HOUR = 3_600_000;

/** A zone by its name: milliseconds from UTC at a moment (of UTC). */
export function zoneOf(name: string): (at: number) => number {
  if (name === 'UTC' || name === 'GMT') return () => 0;
  const fixed = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/u.exec(name);
  if (fixed !== null) {
    const [, sign, hours, minutes = '0'] = fixed;
    const offset = (Number(hours) + Number(minutes) / 60) * HOUR * (sign === '-' ? -1 : 1);
    return () => offset;
  }
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule === undefined) throw new Error(`the zone "${name}" is not known`);
  const [hours, summer] = rule;
  return (at) => (hours + (summer !== undefined && isSummer(at, summer, hours) ? 1 : 0)) * HOUR;
}

/** EU: last Sunday of March to last of October, at 1:00 UTC. US: second of March to first of November, at 2:00 of the local clock. */
function isSummer(at: number, summer: 'eu' | 'us', hours: number): boolean {
  const year = new Date(at).getUTCFullYear();
  const [begin, end] =
    summer === 'eu'
      ? [sunday(year, 2, 25) + HOUR, sunday(year, 9, 25) + HOUR]
      : [sunday(year, 2, 8) + (2 - hours) * HOUR, sunday(year, 10, 1) + (1 - hours) * HOUR];
  return at >= begin && at < end;
}

/** The first Sunday from that day on. */
function sunday(year: number, month: number, from: number): number {
  const day = Date.UTC(year, month, from);
  return day + ((7 - new Date(day).getUTCDay()) % 7) * 24 * HOUR;
}
