/** Most strings are so plain that the slow search in all scripts is not needed. */
const PLAIN = /^[ -~]*$/;
/** Control, format (bidirectional, zero-width) and invisible characters, and line separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Returns a string for a log or a terminal, with the escapes of JSON for what would control either:
 * a client must not forge a line of a log or move the cursor.
 *
 * @param isBlock - whether line breaks and tabs are ours and stay
 */
export function printable(text: string, isBlock = false): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNPRINTABLE, (character) =>
    isBlock && (character === '\n' || character === '\t') ? character : escaped(character),
  );
}

/** Returns a character as an escape of JSON. */
export function escaped(character: string): string {
  let text = '';
  for (let i = 0; i < character.length; i++)
    text += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
}

/** The most characters of a value in a sentence. */
const QUOTED = 120;
/** The most values of a list in a sentence. */
const LISTED = 5;

/**
 * Returns a value for a sentence, such as a claim of a token: short and escaped, because a client
 * may have written it.
 */
export function quoted(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return printable(text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text);
}

/** Returns the first of several values for a sentence: `"a", "b" or 3 more`. */
export function quotedList(values: readonly unknown[]): string {
  if (values.length === 0) return 'nothing';
  const shown = values.slice(0, LISTED).map(quoted);
  const more = values.length - shown.length;
  const last = more > 0 ? `${more} more` : (shown.pop() as string);
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}
