/** Input that cannot be used; the message is for the one who sent it. */
export class BadInput extends Error {
  readonly status = 400;
}

/** A text member of a body, of 1 to `most` characters unless it may be empty. */
export function text(body: unknown, name: string, most: number, least = 1): string {
  const value: unknown =
    typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string') throw new BadInput(`${name} must be a text.`);
  if (value.length < least || value.length > most) throw new BadInput(`${name} must have ${least} to ${most} characters.`);
  return value;
}
