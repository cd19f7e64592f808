type Level = 'info' | 'warn' | 'error';

/** What went on, for developers: the console only. Never put page text, secrets or what the user typed in here. */
function write(level: Level, where: string, what: string, cause?: unknown): void {
  const tail = cause === undefined ? [] : [cause instanceof Error ? `${cause.name}: ${cause.message}` : cause];
  console[level](`[locus] ${where}: ${what}`, ...tail);
}

export const log = {
  info: (where: string, what: string, cause?: unknown) => {
    write('info', where, what, cause);
  },
  warn: (where: string, what: string, cause?: unknown) => {
    write('warn', where, what, cause);
  },
  error: (where: string, what: string, cause?: unknown) => {
    write('error', where, what, cause);
  },
};
