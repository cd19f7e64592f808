import { click } from './click.ts';
import { edit } from './edit.ts';
import { forms } from './forms.ts';
import { inbox } from './inbox.ts';
import { lists } from './lists.ts';
import { lookup } from './lookup.ts';
import type { Solver } from './solver.ts';

/** A solver for each open task, by name. */
export const SOLVERS: Readonly<Record<string, Solver>> = { ...click, ...lists, ...forms, ...inbox, ...lookup, ...edit };
