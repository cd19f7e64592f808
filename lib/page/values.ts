import { foldLine as fold } from '@/lib/shared/index.ts';

/**
 * The text as a field of this type takes it (`5.11.2026` is left alone: nobody can say which is the month); undefined where the
 * type cannot hold it. Types with free text take everything.
 */
export function fieldValue(type: string, text: string): string | undefined {
  const bare = text.trim();
  if (bare === '') return '';
  switch (type) {
    case 'number':
    case 'range':
      return decimal(bare);
    case 'date':
      return match(
        bare,
        /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/,
        ([, y = '', m = '', d = '']) => `${y}-${two(m)}-${two(d)}`,
      );
    case 'month':
      return match(bare, /^(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?$/, ([, y = '', m = '']) => `${y}-${two(m)}`);
    case 'week':
      return match(bare, /^(\d{4})-?W(\d{1,2})$/i, ([, y = '', w = '']) => `${y}-W${two(w)}`);
    case 'time':
      return time(bare);
    case 'datetime-local':
      return dateTime(bare);
    case 'color':
      return colour(bare);
    default:
      return text;
  }
}

function decimal(text: string): string | undefined {
  const number = /^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text.replace(/^\+/, '');
  return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number) ? number.replace(/\.$/, '') : undefined;
}

function time(text: string): string | undefined {
  return match(text, /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap])\.?m\.?)?$/i, ([, h = '', m = '', s, half]) => {
    const hour = half === undefined ? Number(h) : (Number(h) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
    return `${two(String(hour))}:${m}${s === undefined ? '' : `:${s}`}`;
  });
}

function dateTime(text: string): string | undefined {
  const [date = '', ...rest] = text.split(/T|\s+/);
  const day = fieldValue('date', date);
  const clock = rest.length === 0 ? '00:00' : time(rest.join(' '));
  return day === undefined || day === '' || clock === undefined ? undefined : `${day}T${clock}`;
}

function colour(text: string): string | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const full = short === null ? text : `#${short.slice(1).map((digit) => digit + digit).join('')}`; // prettier-ignore
  return /^#[0-9a-f]{6}$/i.test(full) ? full.toLowerCase() : undefined;
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}

function match(text: string, pattern: RegExp, make: (parts: RegExpExecArray) => string): string | undefined {
  const parts = pattern.exec(text);
  return parts === null ? undefined : make(parts);
}

/** The option that a label means: exact, then without regard to case, then the only one that begins so. -1 where none. */
export function optionIndex(labels: readonly string[], wanted: string): number {
  const exact = labels.indexOf(wanted);
  if (exact !== -1) return exact;
  const folded = labels.map(fold);
  const target = fold(wanted);
  const loose = folded.indexOf(target);
  if (loose !== -1 || target === '') return loose;
  const starts = folded.flatMap((label, index) => (label.startsWith(target) ? [index] : []));
  return starts.length === 1 ? (starts[0] ?? -1) : -1;
}
