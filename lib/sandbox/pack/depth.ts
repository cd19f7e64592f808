const DEEPEST = 64;

/** JSON that is nested so deeply that others who walk through it would come to the end of their stack. */
export function isTooDeep(value: unknown, left = DEEPEST): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((each) => isTooDeep(each, left - 1));
}
