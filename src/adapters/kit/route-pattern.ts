/**
 * One part of a path:
 *
 * - `text` matches itself
 * - `param` matches any one segment
 * - `other` matches some segments of its own, one at a time: `:from-:to`
 * - `rest` matches all that is left, also nothing if `least` is 0
 * - `wild` matches what cannot be said: a regular expression
 */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly sensitive: boolean }
  | { readonly kind: 'other' | 'wild'; readonly text: string }
  | { readonly kind: 'param' }
  | { readonly kind: 'rest'; readonly least: 0 | 1 };

/** The ways to read a path: more than one if parts of it are optional. */
export type Pattern = readonly (readonly Part[])[];

/** Whether a pattern also matches what is below its paths, as the prefix of a router does. */
export type Reach = 'exact' | 'below';

/**
 * Whether every path of a route is one of a guard, so that no request comes to the route past it.
 * What cannot be proved is false: a list may call a guarded route unguarded, and never the reverse.
 */
export function covers(guard: Pattern, reach: Reach, route: Pattern): boolean {
  return route.every((way) => guard.some((one) => coversOne(one, reach, way)));
}

function coversOne(guard: readonly Part[], reach: Reach, route: readonly Part[]): boolean {
  for (const [at, part] of guard.entries()) {
    const other = route[at];
    if (part.kind === 'rest')
      return (
        part.least === 0 || (other !== undefined && !(other.kind === 'rest' && other.least === 0))
      );
    if (other === undefined || !coversPart(part, other)) return false;
  }
  return reach === 'below' || route.length === guard.length;
}

function coversPart(part: Part, other: Part): boolean {
  if (part.kind === 'param')
    return other.kind === 'text' ? other.text !== '' : ['param', 'other'].includes(other.kind);
  if (part.kind !== other.kind || !('text' in part) || !('text' in other)) return false;
  if (part.kind !== 'text' || other.kind !== 'text') return part.text === other.text;
  return part.sensitive
    ? other.sensitive && part.text === other.text
    : part.text.toLowerCase() === other.text.toLowerCase();
}

/** Returns the pattern of a path below a prefix. */
export function below(prefix: Pattern, pattern: Pattern): Pattern {
  return prefix.flatMap((start) => pattern.map((end) => [...start, ...end]));
}

/** How a router reads its paths. */
export interface PathRules {
  /** Whether `/Admin` and `/admin` are two paths. */
  readonly sensitive: boolean;
  /** Whether `/admin/` and `/admin` are two paths. */
  readonly strict: boolean;
}

/**
 * Makes the pattern of a path of its segments.
 *
 * @param segments - what is between the slashes
 * @param read - reads one segment
 */
export function patternOf<T>(
  segments: readonly T[],
  read: (segment: T, at: number) => Part,
  isEmpty: (segment: T) => boolean,
  { strict, sensitive }: PathRules,
): Pattern {
  const parts = [...segments];
  const isRoot = parts.every(isEmpty) && parts.length < 2;
  while (parts.length > 0 && isEmpty(parts.at(-1) as T) && (isRoot || !strict)) parts.pop();
  const way = parts.map(read);
  if (strict && !isRoot) return [way];
  return [way, [...way, { kind: 'text', text: '', sensitive }]];
}
