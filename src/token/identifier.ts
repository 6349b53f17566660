const MAX_BYTES = 255;

/** Whether a value can be a user id: a safe integer, or a string as {@link isIdentifier} says. */
export function isUserId(value: unknown): value is string | number {
  return typeof value === 'number' ? Number.isSafeInteger(value) : isIdentifier(value);
}

/**
 * Whether a value can be a key of a store and a word in a log: a string of 1 to 255 bytes of UTF-8
 * without control characters, line separators and lone surrogates.
 */
export function isIdentifier(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_BYTES) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    // Nearly all identifiers are printable ASCII; only the others need the expensive test.
    if (unit < 0x20 || unit > 0x7e) return isIdentifierBeyondAscii(value);
  }
  return true;
}

function isIdentifierBeyondAscii(value: string): boolean {
  return (
    !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value) &&
    new TextEncoder().encode(value).length <= MAX_BYTES
  );
}
