import { Buffer } from 'node:buffer';
import { isHashOfPassword } from './common-passwords.ts';
import { alphanumericOnly, isPublished } from './known-secrets.ts';
import { periodsOf } from './period.ts';
import { wordBits } from './word-strength.ts';

/** The least strength that is still approved for use (NIST SP 800-131A), in bits. */
const MIN_BITS = 112;

/**
 * What a letter of English prose adds to the strength, in bits (Shannon 1951; NIST SP 800-63 of
 * 2004, appendix A, assumes 1 to 2).
 */
const BITS_PER_PROSE_LETTER = 1.5;

/** Words of samples and of hasty secrets; a longer word precedes one it begins with. */
const COMMON_WORDS =
  /passphrase|passw[o0]rd|changeit|changeme|insecure|production|development|example|sample|default|private|secret|s3cr3t|please|change|qwerty|letmein|access|refresh|session|server|string|random|signing|monkey|dragon|welcome|admin|token|super|hello|world|local|shh+|test|dummy|your|this|that|with|must|long|very|least|minimum|characters?|bytes?|bits?|jwt|key|django|rails|express|laravel|spring|flask|node|dev|prod|app/gi;

/** Sequences of the alphabet, of digits and of keyboards, by rows and by columns. */
const FORWARDS =
  'abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm ' +
  'azertyuiopqsdfghjklmwxcvbn qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/ ' +
  'zaq1xsw2cde3vfr4bgt5nhy6mju7 zaqxswcdevfrbgtnhymjukilop !@#$%^&*()';
const SEQUENCES = `${FORWARDS} ${FORWARDS.split('').reverse().join('')}`;
const MIN_SEQUENCE = 4;

/**
 * The letter pairs that make up about four in ten pairs of English text, and 6 in 100 of random
 * letters.
 */
const COMMON_PAIRS =
  'th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se ' +
  'le sa si ar ve ra ld ur';
const MIN_COMMON_PAIRS = 0.35;
const MIN_LETTER_RUNS = 0.6;

/** How much of the bytes may go up or down by the same step. */
const MAX_SAME_STEP = 0.5;
/** The longest published secret in letters and digits, rounded up. */
const MAX_PUBLISHED = 128;
/** How often a secret may be encoded: base64 of hex of words. */
const MAX_ENCODINGS = 2;
const HEX = /^(?:[0-9a-f]{2}){8,}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{16,}={0,2}$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e]+$/;

/**
 * Says why a secret could be guessed although it is long enough: a clause that begins with a verb;
 * null if no weakness is found.
 *
 * The clause never quotes the secret. 32 or more random bytes pass, raw, in hex and in base64, and
 * so do two UUIDs.
 */
export function secretWeakness(secret: string | Uint8Array): string | null {
  const text = textOf(secret);
  if (isPublishedSecret(text)) return 'is a sample that has been published';
  for (const { decoded } of encodings(text))
    if (isHashOfPassword(Buffer.from(decoded, 'latin1'))) return 'is the hash of a common password';
  for (const { decoded, isText } of encodings(text)) {
    const weakness = patternIn(decoded) ?? (isText ? weaknessOfText(decoded) : null);
    if (weakness !== null) return weakness;
  }
  return null;
}

function weaknessOfText(text: string): string | null {
  if (Math.min(proseBits(text), wordBits(text)) < MIN_BITS)
    return 'consists of words, so that it can be guessed word by word';
  return shannonBits(tokenize(text)) < MIN_BITS
    ? 'has too few different characters, or consists of sequences or common words'
    : null;
}

function patternIn(text: string): string | null {
  const [shortest = text.length] = periodsOf(text);
  if (shortest <= text.length / 2) return 'is a shorter string repeated';
  return hasOneStep(text) ? 'is a sequence of bytes that can be predicted' : null;
}

/** Whether most characters differ from the one before by the same number, as in 0, 1, 2 … */
function hasOneStep(text: string): boolean {
  const counts = new Map<number, number>();
  for (let at = 1; at < text.length; at++) {
    const step = (text.charCodeAt(at) - text.charCodeAt(at - 1)) & 0xff;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  for (const count of counts.values())
    if (count > (text.length - 1) * MAX_SAME_STEP) return text.length > 8;
  return false;
}

function textOf(secret: string | Uint8Array): string {
  return typeof secret === 'string' ? secret : Buffer.from(secret).toString('latin1');
}

/**
 * A secret as it is, and what it is the hex or base64 of. Bytes that are no text are searched for
 * patterns only: random ones are too few for an estimate.
 */
function encodings(text: string, depth = MAX_ENCODINGS): { decoded: string; isText: boolean }[] {
  const isText = depth === MAX_ENCODINGS || PRINTABLE.test(text);
  const found = [{ decoded: text, isText }];
  const trimmed = text.trim();
  if (depth === 0) return found;
  for (const [pattern, encoding] of [
    [HEX, 'hex'],
    [BASE64, 'base64'],
  ] as const)
    if (pattern.test(trimmed))
      found.push(...encodings(Buffer.from(trimmed, encoding).toString('latin1'), depth - 1));
  return found;
}

/**
 * Whether a secret is a published sample: as it is, in hex or base64, or repeated.
 */
export function isPublishedSecret(secret: string | Uint8Array): boolean {
  return encodings(textOf(secret)).some(({ decoded }) => {
    const letters = alphanumericOnly(decoded);
    return (
      isPublished(Buffer.from(decoded, 'latin1').toString('base64')) ||
      [letters.length, ...periodsOf(letters)].some(
        (length) => length <= MAX_PUBLISHED && isPublished(letters.slice(0, length)),
      )
    );
  });
}

/**
 * The strength of a string as prose; infinity if it is not prose, because too little of it is runs
 * of letters, or because the letter pairs are not those of a language.
 *
 * Random letters switch case and alternate with digits too often for long runs. If they are all of
 * one case, the pairs distinguish them from prose.
 */
function proseBits(text: string): number {
  const runs = text.match(/[A-Z]?[a-z]{3,}|[A-Z]{4,}/g) ?? [];
  const letters = runs.join('').length;
  if (letters < text.length * MIN_LETTER_RUNS) return Number.POSITIVE_INFINITY;
  const pairs = runs.flatMap((run) =>
    Array.from({ length: run.length - 1 }, (_, index) => run.slice(index, index + 2).toLowerCase()),
  );
  const common = pairs.filter((pair) => COMMON_PAIRS.includes(pair)).length;
  return common >= pairs.length * MIN_COMMON_PAIRS
    ? text.length * BITS_PER_PROSE_LETTER
    : Number.POSITIVE_INFINITY;
}

/**
 * Splits a string into what a guesser would try: each common word and each sequence is one token,
 * whatever its length.
 */
function tokenize(text: string): string[] {
  const tokens: string[] = [];
  const lower = text.toLowerCase();
  const words = new Map(
    [...text.matchAll(COMMON_WORDS)].map((match) => [match.index, match[0].length]),
  );
  for (let at = 0; at < text.length; ) {
    const length = words.get(at) ?? sequenceAt(lower, at);
    tokens.push(length > 1 ? lower.slice(at, at + length) : (text[at] as string));
    at += length;
  }
  return tokens;
}

/** The length of the sequence, or of the run of one character, that begins at `at`; else 1. */
function sequenceAt(text: string, at: number): number {
  let length = 1;
  while (at + length < text.length && text[at + length] === text[at]) length++;
  if (length >= MIN_SEQUENCE) return length;
  length = MIN_SEQUENCE;
  if (at + length > text.length || !SEQUENCES.includes(text.slice(at, at + length))) return 1;
  while (at + length < text.length && SEQUENCES.includes(text.slice(at, at + length + 1))) length++;
  return length;
}

/**
 * Estimates strength in bits: the number of tokens times Shannon's entropy of their frequencies.
 *
 * It knows this one string only, so the result is never more than n·log2(n) for n tokens. 32 random
 * bytes give about 155 that way, and more in hex or base64, where more tokens share fewer values.
 */
function shannonBits(tokens: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / tokens.length);
  return bits;
}
