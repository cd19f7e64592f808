// oxlint-disable unicorn/consistent-function-scoping -- what lies outside of `faults` would not be sent along
/**
 * Runs inside the page: what a picture alone would not tell. Sideways scrolling, text under the contrast of WCAG AA, controls
 * without a name or under 24 px. Self-contained, because it is sent to the page as text.
 */
export function faults(): string[] {
  const found: string[] = [];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color: string): [number, number, number, number] => {
    if (canvas === null) throw new Error('no canvas');
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const light = (color: readonly number[]) =>
    color.slice(0, 3).reduce((sum, part, at) => {
      const share = part / 255;
      const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      return sum + linear * ([0.2126, 0.7152, 0.0722][at] ?? 0);
    }, 0);
  const ground = (from: Element): readonly number[] => {
    for (let at: Element | null = from; at !== null; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 0.9) return color;
    }
    return rgba('Canvas');
  };
  const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  for (const element of document.querySelectorAll('#panel *')) {
    if (!shown(element)) continue;
    const style = getComputedStyle(element);
    const scrolls = /auto|scroll/.test(style.overflowX) || style.textOverflow === 'ellipsis';
    const sized = element.getBoundingClientRect();
    if (
      !scrolls &&
      element instanceof HTMLElement &&
      element.scrollWidth > element.clientWidth + 1 &&
      style.display !== 'inline' &&
      !element.matches('.only-heard, progress, textarea')
    ) {
      found.push(`<${element.localName} class="${element.className}"> is wider than its box`);
    }
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    if (own && !element.matches(':disabled, :disabled *, .only-heard')) {
      const [fore, back] = [light(rgba(style.color)), light(ground(element))];
      const contrast = (Math.max(fore, back) + 0.05) / (Math.min(fore, back) + 0.05);
      if (contrast < 4.5) found.push(`"${element.textContent?.slice(0, 30)}" has a contrast of ${contrast.toFixed(2)}`);
    }
    if (element.matches('button, input, textarea, summary, a')) {
      const named =
        (element.getAttribute('aria-label') ?? element.textContent ?? '').trim() !== '' ||
        element.closest('label') !== null;
      if (!named) found.push(`<${element.localName} class="${element.className}"> has no name`);
      if (sized.height < 20 && !element.matches('a, input[type=radio]'))
        found.push(`<${element.localName} class="${element.className}"> is ${sized.height.toFixed(0)} px tall`);
    }
  }
  return found;
}
