const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Whether a value is a token of RFC 9110 §5.6.2: what the name of a header, of a cookie or of a scheme may consist of. */
export function isHttpToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}
