import { all, type Root, rootOf } from './dom.ts';

let indexes: Map<Root, Map<Element, Element[]>> | undefined;

/**
 * The `label` elements of a control. Not by its `labels`: that list walks the whole document for each control it is asked of. One
 * index for a tree serves all questions of one turn of the event loop; then it is thrown away.
 */
export function labelsOf(el: Element): readonly Element[] {
  const root = rootOf(el);
  if (root === undefined) return [];
  if (indexes === undefined) {
    indexes = new Map();
    queueMicrotask(() => {
      indexes = undefined;
    });
  }
  let index = indexes.get(root);
  if (index === undefined) {
    index = indexOf(root);
    indexes.set(root, index);
  }
  return index.get(el) ?? [];
}

function indexOf(root: Root): Map<Element, Element[]> {
  const index = new Map<Element, Element[]>();
  for (const label of all(root, 'label')) {
    const control = label instanceof HTMLLabelElement ? label.control : null;
    if (control === null) continue;
    const known = index.get(control);
    if (known === undefined) index.set(control, [label]);
    else known.push(label);
  }
  return index;
}
