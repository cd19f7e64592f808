import type { Step } from './episode.ts';

export interface Result {
  task: string;
  seed: string;
  solved: boolean;
  raw: number;
  /** '' where solved. */
  why: string;
  steps: readonly Step[];
  /** Most tokens of one of its views. */
  tokens: number;
}

export interface Summary {
  solved: number;
  all: number;
  /** Steps that named an element, and how many of these were in the view before any glance. */
  aimed: number;
  inView: number;
}

export function summary(results: readonly Result[]): Summary {
  const aimed = results.flatMap(({ steps }) => steps).filter(({ found }) => found !== 'none');
  return {
    solved: results.filter(({ solved }) => solved).length,
    all: results.length,
    aimed: aimed.length,
    inView: aimed.filter(({ found }) => found === 'view').length,
  };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`;
}

function printRow(name: string, results: readonly Result[]): void {
  const { solved, all, aimed, inView } = summary(results);
  const steps = results.reduce((sum, one) => sum + one.steps.length, 0) / Math.max(1, results.length);
  const tokens = Math.max(0, ...results.map((one) => one.tokens));
  console.log(`| ${[name, `${solved}/${all}`, steps.toFixed(1), `${inView}/${aimed}`, `${tokens}`].join(' | ')} |`);
}

/** How often the user would have been asked, had a model done this, and about what. */
function printQuestions(steps: readonly Step[]): void {
  const asked = steps.flatMap(({ verdict }) => (verdict?.allow === 'ask' ? [verdict] : []));
  const refused = steps.filter(({ verdict }) => verdict?.allow === 'no').length;
  const takenBack = asked.filter(({ reversibility }) => reversibility === 'read' || reversibility === 'reversible').length; // prettier-ignore
  const rules = [...Map.groupBy(asked, ({ rule }) => rule)].map(([rule, all]) => `${rule} ${all.length}`);
  console.log(
    `Questions: ${asked.length} of ${steps.length} acts would be asked about (${rules.join(', ')}), ${takenBack} of them can be taken back; ${refused} would be refused.`,
  );
}

/** One row a task, then sums, then what the acts were. */
export function printResults(
  results: readonly Result[],
  tasks: Readonly<Record<string, { core: boolean; needs: readonly string[] }>>,
): void {
  console.log('\n| task | solved | steps | target in the view | most tokens |\n|---|---|---|---|---|');
  for (const task of new Set(results.map((one) => one.task))) {
    const needs = tasks[task]?.needs.join(', ') ?? '';
    printRow(needs === '' ? task : `${task} (${needs})`, results.filter((one) => one.task === task)); // prettier-ignore
  }
  for (const core of [true, false]) {
    const part = results.filter(({ task }) => tasks[task]?.core === core);
    if (part.length === 0) continue;
    const { solved, all, aimed, inView } = summary(part);
    const found = part.flatMap(({ steps }) => steps).filter(({ found: how }) => how === 'glance').length;
    console.log(
      `\n${core ? 'Core' : 'Other'} tasks: ${solved} of ${all} episodes solved (${percent(solved, all)}); the element of ${inView} of ${aimed} steps was in the view (${percent(inView, aimed)}), of ${found} after a glance, of ${aimed - inView - found} nowhere.`,
    );
  }
  const kinds = Map.groupBy(results.flatMap(({ steps }) => steps), (step) => step.do); // prettier-ignore
  const counts = [...kinds]
    .map(([kind, steps]) => ({ kind, count: steps.length }))
    .toSorted((a, b) => b.count - a.count);
  printQuestions(results.flatMap(({ steps }) => steps));
  console.log(`Acts: ${counts.map(({ kind, count }) => `${kind} ${count}`).join(', ')}.`);
}
