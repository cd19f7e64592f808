import * as v from 'valibot';

import { Proposed } from '../../contracts/index.ts';
import { capability, denied, gave, reason } from './shape.ts';

/**
 * One step on the page, which the run that called the tool takes as its next decision: policy judges it, the user is asked, and it is
 * journalled and taken back as any other. Nothing happens during the call.
 */
export const pageAct = capability({
  name: 'page.act',
  risk: 'acts',
  asked: v.strictObject({ name: v.literal('page.act'), reason }),
  description:
    '{"do": "click", "ref"}, {"do": "type", "ref", "text"}, {"do": "select", "ref", "option"}, {"do": "check", "ref", "on"} or {"do": "set", "ref", "value"}, once in a call; refs are those of page.read with the kind "view". Gives {"proposed": true}: it is done after the tool has ended, if the user and the policy let it, and if the page is still the same',
  explains: 'capability_page_act',
  input: Proposed,
  execute(_deed, { spent, place: { runId } }) {
    if (runId === undefined)
      return denied('no_tab', 'the tool was not called by a task: there is nobody who would do it');
    return spent.calls > 0 ? denied('budget', 'one step in a call') : gave({ proposed: true });
  },
});
