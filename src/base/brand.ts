/**
 * Whether an object carries a brand: a symbol that is the same in every copy of this package, whose
 * classes `instanceof` cannot see. It never throws, because what was thrown may be a proxy that
 * throws at every question.
 */
export function isBranded(value: unknown, brand: symbol): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return brand in value;
  } catch {
    return false;
  }
}
