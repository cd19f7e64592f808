import * as v from 'valibot';

import { Shown } from '../../contracts/index.ts';
import { capability, denied, gave, reason } from './shape.ts';

/** First bytes of each kind of image, as base64 has them: what says that it is one and is none is not handed to the browser. */
const BEGINS: Readonly<Record<Extract<Shown, { kind: 'image' }>['type'], string>> = {
  'image/png': 'iVBORw0KGgo',
  'image/jpeg': '/9j/',
  'image/webp': 'UklGR',
  'image/gif': 'R0lGOD',
};

const MOST_SHOWN = 20;

/** Shows data in the panel, beside the result. The answer is only that it was taken: the record of the call is what is shown. */
export const uiShow = capability({
  name: 'ui.show',
  risk: 'none',
  asked: v.strictObject({ name: v.literal('ui.show'), reason }),
  description:
    '{"kind": "text", "text"}, {"kind": "table", "title"?, "columns": [text], "rows": [[text, number or null]]}, {"kind": "chart", "title"?, "points": [{"label", "value"}]} or {"kind": "image", "alt", "type": "image/png", "base64"}. Gives {}. Shown as data: markup stays text',
  explains: 'capability_ui_show',
  input: Shown,
  execute(shown, { spent }) {
    if (spent.calls >= MOST_SHOWN) return denied('budget', `at most ${MOST_SHOWN} things are shown in one call`);
    if (shown.kind === 'image' && !shown.base64.startsWith(BEGINS[shown.type])) {
      return denied('input', `it is no ${shown.type}`);
    }
    return gave({});
  },
});
