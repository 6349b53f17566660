/** The answer when a cookie's name was found more than once: which of them the server set cannot be known. */
export const DUPLICATE: unique symbol = Symbol('the cookie is there more than once');

const SPACE = 0x20;
const TAB = 0x09;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;

/**
 * The value of one cookie of a request, exactly as it was sent.
 *
 * The name is compared with its case, spaces and tabs around name and value are dropped, and nothing else is interpreted: no percent-decoding,
 * no quotes taken off (RFC 6265bis §4.1.1). Cookies without a name are passed over. Several fields are read as one list, since HTTP/2 may
 * split it (RFC 9113 §8.2.3). The header is not parsed: only the places where the name occurs are looked at.
 *
 * @param header - the `Cookie` field, or the list of them
 * @returns the value, `null` when there is none of that name, `DUPLICATE` when there are several, in one field or in more:
 *   RFC 6265bis §4.2.2 forbids to rely on their order
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

/** Goes through one field and gives what `readCookie` would, where an earlier field may have had the cookie already. */
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
      found = trimmed(field, equals + 1, end);
      start = field.indexOf(name, end);
    } else {
      start = field.indexOf(name, start + name.length);
    }
  }
  return found;
}

/** Whether nothing but blanks stands between this place and the semicolon or the beginning before it. */
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

function trimmed(field: string, from: number, to: number): string {
  const start = Math.min(skipBlanks(field, from), to);
  let end = to;
  while (end > start && isBlank(field.charCodeAt(end - 1))) end--;
  return field.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
