/** What a guesser has to spend, in bits: a list of 7776 words has 12.9 for each. */
const BITS = { word: 13, again: 3, date: 25, year: 7, digit: 3.3, letter: 4.7, other: 6 };
/** How much of a string has to be words, dates and numbers. */
const MIN_SHARE = 0.6;
const DATE = /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?)?/;
const PART = new RegExp(`${DATE.source}|[A-Za-z0-9@$!]+|[^]`, 'g');
/** Between letters and digits only a capital shows a word: random ones have runs as well. */
const SMALLER = /[A-Z][a-z]{3,}|\d+|[^]/g;
/** A word in one case or with a capital, in which digits and signs may stand for letters. */
const LEET = /^(?:[A-Za-z][a-z0-9@$!]{2,15}|[A-Z][A-Z0-9@$!]{2,15})$/;
const LETTERS: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/**
 * The strength of a string as words, dates and numbers, in bits; infinity if too little of it is
 * that. A word of any language counts that can be pronounced.
 */
export function wordBits(text: string): number {
  const seen = new Set<string>();
  let bits = 0;
  let covered = 0;
  for (const part of parts(text)) {
    const cost = costOf(part);
    if (cost.isGuessable) covered += part.length;
    const repeats = seen.has(part.toLowerCase()) && (part.length > 1 || !/[a-z0-9]/i.test(part));
    bits += repeats ? BITS.again : cost.bits;
    seen.add(part.toLowerCase());
  }
  return covered < text.length * MIN_SHARE ? Number.POSITIVE_INFINITY : bits;
}

function parts(text: string): readonly string[] {
  return (text.match(PART) ?? []).flatMap((part) =>
    DATE.test(part) || isLeetWord(part) ? [part] : (part.match(SMALLER) ?? []),
  );
}

function costOf(part: string): { bits: number; isGuessable: boolean } {
  if (DATE.test(part)) return { bits: BITS.date, isGuessable: true };
  if (/^(?:19|20)\d\d$/.test(part)) return { bits: BITS.year, isGuessable: true };
  if (/^\d+$/.test(part)) return { bits: part.length * BITS.digit, isGuessable: part.length > 2 };
  if (isLeetWord(part)) return { bits: BITS.word, isGuessable: true };
  const bit = /^[A-Za-z]+$/.test(part) ? BITS.letter : BITS.other;
  return { bits: part.length * bit, isGuessable: false };
}

function isLeetWord(part: string): boolean {
  if (!LEET.test(part)) return false;
  const letters = part.replace(/[^A-Za-z]/g, '').length;
  const word = part.toLowerCase().replace(/[013457@$!]/g, (sign) => LETTERS[sign] as string);
  return letters * 2 >= part.length && isPronounceable(word);
}

function isPronounceable(word: string): boolean {
  return /^[a-z]+$/.test(word) && /[aeiouy]/.test(word) && !/[^aeiouy]{5}|[aeiouy]{4}/.test(word);
}
