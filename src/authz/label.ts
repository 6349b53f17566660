/** The longest string that is shown whole, in UTF-16 code units. */
const LONGEST = 40;
/** The most principals that are shown. */
const MOST = 8;

/** A string in quotes for a sentence: shortened, without control characters. */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  // Most are so plain that the slow search for control characters of all scripts is not needed.
  if (/^[\w :@./-]*$/.test(short)) return `"${short}"`;
  return JSON.stringify(short).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** The principals that a decision was asked with; of many, the first and how many more. */
export function listed(principals: Iterable<string>): string {
  let text = '';
  let count = 0;
  for (const principal of principals)
    if (count++ < MOST) text += `${text === '' ? '' : ', '}${quoted(principal)}`;
  if (count > MOST) return `${text}, and ${count - MOST} more`;
  return text || 'no principals';
}

/** A short name for a resource in a sentence: its class, and its `name` or else its `id`. */
export function label(resource: object): string {
  const { constructor, name, id } = resource as Record<string, unknown>;
  const kind = constructor === Object ? '' : className(constructor);
  const own = shown(name, inherited['name']) || shown(id, inherited['id']);
  return `${kind}${kind && own && ' '}${own}` || 'a resource without a name';
}

function className(constructor: unknown): string {
  const name: unknown = typeof constructor === 'function' ? constructor.name : '';
  return typeof name === 'string' && /^[\w$]{1,40}$/.test(name) ? name : '';
}

/** What every object inherits is no member of a resource. */
const inherited = Object.prototype as unknown as Readonly<Record<string, unknown>>;

function shown(value: unknown, inheritedValue: unknown): string {
  if (value === inheritedValue) return '';
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? String(value) : '';
}
