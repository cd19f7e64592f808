import type { PageRequest } from '@/lib/protocol/index.ts';

import { one } from './dom.ts';
import { changed } from './field.ts';
import { middleOf, sendDrag } from './pointer.ts';

export type GivenBytes = NonNullable<Extract<PageRequest, { type: 'page.perform' }>['file']>;

/** Gives a file to a file field, or drops it where files are dropped. False where the field takes none. */
export function upload(el: Element, { name, type, base64 }: GivenBytes): boolean {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const field = el instanceof HTMLInputElement ? el : fieldBehind(el);
  if (field?.type === 'file') {
    if (field.disabled) return false;
    field.files = data.files;
    changed(field);
    return true;
  }
  const at = middleOf(el);
  const fire = (kind: string) => sendDrag(kind, el, at, data);
  fire('dragenter');
  const takes = !fire('dragover');
  const taken = !fire('drop');
  return takes || taken;
}

/** The file field that a label or a button of the page's own stands for. */
function fieldBehind(el: Element): HTMLInputElement | undefined {
  const control = el instanceof HTMLLabelElement ? el.control : one(el, 'input[type="file"]');
  return control instanceof HTMLInputElement ? control : undefined;
}
