/** How long keys count as fresh if the answer does not say it, and the bounds if it does. */
const UNSAID = 600;
const SHORTEST = 60;
const LONGEST = 3600;

/**
 * Returns for how many seconds an answer is fresh (RFC 9111 §4.2.1): `max-age` less `Age`. It has
 * bounds, so that no answer causes a fetch for each request, or keeps a withdrawn key for a day.
 */
export function freshFor(headers: Headers): number {
  const control = headers.get('cache-control') ?? '';
  if (/(^|[\s,])(no-store|no-cache)\b/i.test(control)) return SHORTEST;
  const maxAge = /(?:^|[\s,])max-age\s*=\s*"?(\d{1,9})/i.exec(control)?.[1];
  if (maxAge === undefined) return UNSAID;
  const age = /^\d{1,9}$/.exec(headers.get('age') ?? '')?.[0] ?? '0';
  return bounded(Number(maxAge) - Number(age));
}

/** Returns a number of seconds within the bounds. */
export function bounded(seconds: number): number {
  return Math.min(LONGEST, Math.max(SHORTEST, seconds));
}
