/**
 * The result for a name that occurs more than once: which of the cookies the server set is unknown.
 */
export const DUPLICATE: unique symbol = Symbol('duplicate cookie');

const SPACE = 0x20;
const TAB = 0x09;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;

/**
 * Reads the value of one cookie, exactly as it was sent.
 *
 * The name is compared case-sensitively, spaces and tabs around name and value are dropped, and
 * nothing else is interpreted: no percent-decoding, no removal of quotes (RFC 6265bis §4.1.1).
 * Several fields count as one list, since HTTP/2 may split the header (RFC 9113 §8.2.3). The header
 * is not parsed: only the places where the name occurs are looked at.
 *
 * @param header - the `Cookie` field, or the list of fields
 * @returns the value; null if the cookie is absent; `DUPLICATE` if it occurs more than once, in one
 *   field or in several, because a server may not rely on their order (RFC 6265bis §4.2.2)
 */
export function readCookie(
  header: string | readonly string[] | undefined,
  name: string,
): string | null | typeof DUPLICATE {
  if (header === undefined) return null;
  if (typeof header === 'string') return readField(header, name, null);
  let found: string | null = null;
  for (const field of header) {
    const value = readField(field, name, found);
    if (value === DUPLICATE) return DUPLICATE;
    found = value;
  }
  return found;
}

/**
 * Reads the values of all cookies of one name, by the rules of {@link readCookie}.
 *
 * @returns the values in no reliable order (RFC 6265bis §4.2.2); an empty list without such a
 *   cookie
 */
export function readCookies(
  header: string | readonly string[] | undefined,
  name: string,
): readonly string[] {
  const pairs = [header ?? []].flat().flatMap((field) => field.split(';'));
  return pairs.flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals !== -1 && trim(pair, 0, equals) === name
      ? trim(pair, equals + 1, pair.length)
      : [];
  });
}

/**
 * Reads one field.
 *
 * @param earlier - the value that an earlier field had
 */
function readField(
  field: string,
  name: string,
  earlier: string | null,
): string | null | typeof DUPLICATE {
  let found = earlier;
  let start = field.indexOf(name);
  while (start !== -1) {
    const equals = skipBlanks(field, start + name.length);
    if (field.charCodeAt(equals) === EQUALS && beginsPair(field, start)) {
      if (found !== null) return DUPLICATE;
      const semicolon = field.indexOf(';', equals);
      const end = semicolon === -1 ? field.length : semicolon;
      found = trim(field, equals + 1, end);
      start = field.indexOf(name, end);
    } else {
      start = field.indexOf(name, start + name.length);
    }
  }
  return found;
}

/** Whether only blanks stand between this place and the semicolon or beginning before it. */
function beginsPair(field: string, start: number): boolean {
  let before = start - 1;
  while (before >= 0 && isBlank(field.charCodeAt(before))) before--;
  return before < 0 || field.charCodeAt(before) === SEMICOLON;
}

function skipBlanks(field: string, from: number): number {
  let place = from;
  while (isBlank(field.charCodeAt(place))) place++;
  return place;
}

/** Not `String.trim`, which also drops characters that are part of a cookie's value. */
function trim(field: string, from: number, to: number): string {
  const start = Math.min(skipBlanks(field, from), to);
  let end = to;
  while (end > start && isBlank(field.charCodeAt(end - 1))) end--;
  return field.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
