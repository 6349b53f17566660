import { Buffer } from 'node:buffer';
import { bare, isPublished } from './known-secrets.ts';

/** The least strength that is still approved for use (NIST SP 800-131A), in bits. */
const ENOUGH_BITS = 112;

/** English prose gives away about this much per letter (Shannon 1951; NIST SP 800-63 of 2004, appendix A, reckons with 1 to 2). */
const BITS_PER_PROSE_LETTER = 1.5;

/** Words of which samples and hasty secrets are made, the longer before those they begin with. */
const WORDS =
  /passphrase|passw[o0]rd|changeit|changeme|insecure|production|development|example|sample|default|private|secret|s3cr3t|please|change|qwerty|letmein|access|refresh|session|server|string|random|signing|monkey|dragon|welcome|admin|token|super|hello|world|local|shh+|test|dummy|your|this|that|with|must|long|very|least|minimum|characters?|bytes?|bits?|jwt|key|django|rails|express|laravel|spring|flask|node|dev|prod|app/gi;

/** Stretches of the alphabet, of the digits and of the keyboard, and one character over and over. */
const RUNS =
  'abcdefghijklmnopqrstuvwxyz 01234567890123456789 9876543210 qwertyuiop asdfghjkl zxcvbnm';
const SHORTEST_RUN = 4;

/** The pairs of letters that make up about four in ten of English text, and 6 in 100 of letters drawn freely. */
const PAIRS =
  'th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar ve ra ld ur';
const PROSE_SHARE = 0.35;
const RUN_SHARE = 0.6;

/**
 * Says why a secret could be guessed although it is long enough, in a sentence without end for the audit; `null` when nothing speaks against it.
 *
 * It never quotes the secret. Random octets from 32 upwards pass, as they are, in hex and in base64, and so do two UUIDs.
 */
export function secretWeakness(secret: string | Uint8Array): string | null {
  const text = typeof secret === 'string' ? secret : Buffer.from(secret).toString('latin1');
  if (isSample(text)) return 'The secret is a sample that has been published';
  if (isRepeated(text)) return 'The secret is a shorter text that repeats itself';
  if (proseBits(text) < ENOUGH_BITS)
    return 'The secret is made of words, and can be guessed word by word';
  return variety(pieces(text)) < ENOUGH_BITS
    ? 'The secret is made of too few different characters, of runs or of common words'
    : null;
}

/** As it is, spelt in base64, or over and over until it was long enough. */
function isSample(text: string): boolean {
  const letters = bare(text);
  if (isPublished(Buffer.from(text, 'latin1').toString('base64'))) return true;
  for (let length = 1; length <= letters.length; length++) {
    if (isPeriod(letters, length) && isPublished(letters.slice(0, length))) return true;
  }
  return false;
}

/** Half of it or less says the rest. */
function isRepeated(text: string): boolean {
  for (let length = 1; length <= text.length / 2; length++) if (isPeriod(text, length)) return true;
  return false;
}

function isPeriod(text: string, length: number): boolean {
  return text.startsWith(text.slice(length));
}

/**
 * The strength of a text as prose, or infinity when it is none: when too little of it is runs of letters, or when the pairs in
 * them are not those of a language.
 *
 * Letters that were drawn freely change case and meet digits too often for long runs; of those drawn from one case the pairs tell.
 */
function proseBits(text: string): number {
  const runs = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? [];
  const letters = runs.join('').length;
  if (letters < text.length * RUN_SHARE) return Number.POSITIVE_INFINITY;
  const pairs = runs.flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2).toLowerCase()),
  );
  const common = pairs.filter((pair) => PAIRS.includes(pair)).length;
  return common >= pairs.length * PROSE_SHARE
    ? text.length * BITS_PER_PROSE_LETTER
    : Number.POSITIVE_INFINITY;
}

/** The text in the pieces somebody who guesses would try: each common word and each run is one, whatever its length. */
function pieces(text: string): string[] {
  const found: string[] = [];
  const lower = text.toLowerCase();
  const words = new Map([...text.matchAll(WORDS)].map((match) => [match.index, match[0].length]));
  for (let place = 0; place < text.length; ) {
    const length = words.get(place) ?? runAt(lower, place);
    found.push(length > 1 ? lower.slice(place, place + length) : (text[place] as string));
    place += length;
  }
  return found;
}

/** How long the run is that begins at a place; 1 when there is none. */
function runAt(text: string, place: number): number {
  let length = 1;
  while (place + length < text.length && text[place + length] === text[place]) length++;
  if (length >= SHORTEST_RUN) return length;
  length = SHORTEST_RUN;
  if (place + length > text.length || !RUNS.includes(text.slice(place, place + length))) return 1;
  while (place + length < text.length && RUNS.includes(text.slice(place, place + length + 1)))
    length++;
  return length;
}

/**
 * An estimate of strength in bits: the number of pieces times Shannon's entropy of how often each occurs.
 *
 * It knows only this one text, so it can never be more than n·log2(n) for n pieces. 32 random octets come to about 155 that way,
 * and more when they are spelt in hex or base64, where more pieces share fewer shapes.
 */
function variety(parts: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / parts.length);
  return bits;
}
