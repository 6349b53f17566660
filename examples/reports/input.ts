/** Input that cannot be used; the message is for the one who sent it. */
export class BadInput extends Error {
  readonly status = 400;
}

/** A text member of a body, of 1 to `most` characters unless it may be empty. */
export function text(body: unknown, name: string, most: number, least = 1): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadInput('The body must be a JSON object or a form, and say so.');
  const given: unknown = Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
  if (typeof given !== 'string') throw new BadInput(`${name} must be a text.`);
  // Browsers count a line break as one character and send it as two.
  const value = given.replaceAll('\r\n', '\n');
  if (value.length < least || value.length > most)
    throw new BadInput(`${name} must have ${least} to ${most} characters.`);
  return value;
}
