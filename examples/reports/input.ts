/** Input that cannot be used. The message is shown to the client. */
export class BadInput extends Error {
  readonly status = 400;
}

/** Returns a string of a request body that has `least` to `most` characters. */
export function text(body: unknown, name: string, most: number, least = 1): string {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new BadInput(
      'The body must be a JSON object or a form, and its Content-Type must say so.',
    );
  const given: unknown = Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;
  if (typeof given !== 'string') throw new BadInput(`${name} must be a string.`);
  // Browsers count a line break as one character and send it as two.
  const value = given.replaceAll('\r\n', '\n');
  if (value.length < least || value.length > most)
    throw new BadInput(`${name} must have ${least} to ${most} characters.`);
  return value;
}

/** Returns whether a box of a form was ticked, or the member of an object is true. */
export function isTicked(body: unknown, name: string): boolean {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return false;
  return ['on', true].includes((body as Record<string, string | true>)[name] as string);
}
