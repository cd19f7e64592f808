import { type HandStep } from '@/lib/contracts/index.ts';
import { all, rectOf, shown } from '@/lib/page/dom.ts';
import { handName } from '@/lib/page/hand-name.ts';
import { handWidget } from '@/lib/page/hand-widget.ts';
import { watchHand } from '@/lib/page/index.ts';
import { widgetOf } from '@/lib/page/interactive.ts';
import { nameOf } from '@/lib/page/name.ts';

interface Compared {
  whole: string;
  short: string;
  html: string;
}

declare global {
  var locusHand: { told: HandStep[]; compare: () => Compared[] } | undefined;
}

const told: HandStep[] = [];
watchHand((steps) => told.push(...steps));

globalThis.locusHand = {
  told,
  /** Every visible control, by kind and name, as the reader of pages has it and as the watching script does. */
  compare: () =>
    all(document, '*').flatMap((el) => {
      const widget = widgetOf(el);
      if (widget === undefined || widget.weak === true || !shown(el) || rectOf(el).width === 0) return [];
      if (nameOf(el, widget.role) === '') return [];
      const whole = `${widget.kind} ${nameOf(el, widget.role)}`;
      return [{ whole, short: `${handWidget(el)?.kind} ${handName(el)}`, html: el.outerHTML.slice(0, 300) }];
    }),
};
