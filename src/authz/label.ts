/** The longest string that is shown whole, in UTF-16 code units. */
const LONGEST = 40;
/** The most principals that are shown. */
const MOST = 8;

/** A string or number in quotes for a sentence: shortened, without control characters. */
export function quoted(value: string | number): string {
  const text = typeof value === 'string' ? shortened(value) : value;
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The principals that a decision was asked with; of many, the first and how many more. */
export function listed(principals: Iterable<string>): string {
  const all = [...principals];
  const shown = all.slice(0, MOST).map(quoted);
  if (all.length > MOST) shown.push(`and ${all.length - MOST} more`);
  return shown.join(', ') || 'no principals';
}

/** A short name for a resource in a sentence: its class, and its `name` or else its `id`. */
export function label(resource: object): string {
  const kind = (memberOf(resource, 'constructor') as { name?: unknown } | undefined)?.name;
  const own = [memberOf(resource, 'name'), memberOf(resource, 'id')].find(
    (one): one is string | number => typeof one === 'string' || typeof one === 'number',
  );
  const parts = [];
  if (typeof kind === 'string' && kind !== '') parts.push(kind);
  if (own !== undefined) parts.push(quoted(own));
  return parts.join(' ') || 'a resource without a name';
}

/** A member of an object or its class; what every object inherits is none. */
function memberOf(resource: object, member: 'constructor' | 'name' | 'id'): unknown {
  const value: unknown = Reflect.get(resource, member);
  return value === Reflect.get(Object.prototype, member) ? undefined : value;
}
