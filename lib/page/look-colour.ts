/** Red, green, blue from 0 to 255 and alpha from 0 to 1, of a computed colour; undefined for what is no plain colour. */
function parsed(colour: string): readonly [number, number, number, number] | undefined {
  const match = /^(rgba?|color)\((?:srgb )?([^)]+)\)$/.exec(colour);
  const numbers = match?.[2]?.split(/[\s,/]+/).map(Number);
  if (numbers === undefined || numbers.some(Number.isNaN)) return undefined;
  const scale = match?.[1] === 'color' ? 255 : 1;
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return [red * scale, green * scale, blue * scale, alpha];
}

/** True where a colour can be seen at all. What cannot be parsed (gradients, wide colour spaces) can. */
export function opaque(colour: string): boolean {
  if (colour === 'none' || colour === 'transparent' || colour === '') return false;
  return (parsed(colour)?.[3] ?? 1) > 0.05;
}

/**
 * The word that people use for a colour, of those that HTML 4 has plus orange, pink, brown, cyan and magenta; '' where it is no plain
 * colour. By hue, saturation and lightness: nearness in RGB calls dark green grey.
 */
export function colourName(colour: string): string {
  const channels = parsed(colour);
  if (channels === undefined) return '';
  const [red, green, blue] = channels;
  const max = Math.max(red, green, blue) / 255;
  const min = Math.min(red, green, blue) / 255;
  const light = (max + min) / 2;
  const range = max - min;
  const saturation = range === 0 ? 0 : range / (1 - Math.abs(2 * light - 1));
  if (light < 0.07) return 'black';
  if (range < 0.09 || saturation < 0.12) return light < 0.17 ? 'black' : light > 0.92 ? 'white' : 'grey';
  return hueName(hueOf(channels, max * 255, range * 255), saturation, light);
}

function hueOf([red, green, blue]: readonly number[], max: number, range: number): number {
  const r = red ?? 0;
  const g = green ?? 0;
  const b = blue ?? 0;
  const sixth = max === r ? (g - b) / range : max === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return (sixth * 60 + 360) % 360;
}

function hueName(hue: number, saturation: number, light: number): string {
  if (hue < 15 || hue >= 345) return light > 0.75 ? 'pink' : light < 0.42 && saturation < 0.7 ? 'brown' : 'red';
  if (hue < 42) return light < 0.4 || saturation < 0.5 ? 'brown' : 'orange';
  if (hue < 68) return light < 0.35 ? 'olive' : 'yellow';
  if (hue < 160) return light > 0.4 && saturation > 0.9 && hue < 142 ? 'lime' : 'green';
  if (hue < 200) return light < 0.35 ? 'teal' : 'cyan';
  if (hue < 255) return 'blue';
  if (hue < 290) return 'purple';
  if (hue < 320) return light > 0.4 && light < 0.65 && saturation > 0.7 ? 'magenta' : 'purple';
  return light < 0.35 ? 'purple' : 'pink';
}
