import { createHash } from 'node:crypto';

/**
 * Published secrets that are long enough to be used, from specifications, from the first pages of
 * libraries and from popular tutorials: the first 48 bits of the SHA-256 of each, in base64url. The
 * tests list them in full.
 */
const PUBLISHED: ReadonlySet<string> = new Set([
  // RFC 7515 appendix A.1, and RFC 7520 §3.5.
  'xlZFYa2l',
  'JWSeHB5G',
  // The debugger at jwt.io, current and former.
  'VO9kU1SM',
  'MFgcQSQj',
  'BkpLGl_Y',
  '7KVdTSiT',
  'znIeie_0',
  // The documentation of jose and of Hasura.
  '76b10k7M',
  'MlAVjWT_',
  // The tutorials of FastAPI, of Flask and of several books on Spring.
  'Vw2tQ94a',
  'iZyd1Voq',
  'Kx-mJxeO',
  '_8ZI_7Ju',
  // The documentation of NestJS and of Symfony.
  'kQqb5-hy',
  'PirGFVZR',
]);

/**
 * Whether a string is a published secret. Only letters and digits are compared, and not their case:
 * other spacing does not make it secret.
 */
export function isPublished(secret: string): boolean {
  const digest = createHash('sha256').update(alphanumericOnly(secret)).digest('base64url');
  return PUBLISHED.has(digest.slice(0, 8));
}

/** The letters and digits of a string, in lower case. */
export function alphanumericOnly(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
