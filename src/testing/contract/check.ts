import type { Reply } from './client.ts';
import { varyOf } from './reply.ts';

/** @throws Error with the message unless the condition holds */
export function holds(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** @throws Error that shows both values unless they are the same JSON */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  holds(got === wanted, `${what}: got ${got}, expected ${wanted}`);
}

/**
 * Checks `Vary`: a framework may add fields of its own, so the expected ones are asked for, each
 * once.
 *
 * @param absent - fields that must not be in it
 */
export function variesBy(
  reply: Reply,
  expected: readonly string[],
  absent: readonly string[] = [],
): void {
  const fields = varyOf(reply);
  const shown = `Vary is "${fields.join(', ')}"`;
  for (const field of expected) holds(fields.includes(field), `${shown}: ${field} is missing`);
  for (const field of absent) holds(!fields.includes(field), `${shown}: ${field} is in it`);
  holds(new Set(fields).size === fields.length, `${shown}: a field occurs more than once`);
}
