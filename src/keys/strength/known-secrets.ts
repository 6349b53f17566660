import { createHash } from 'node:crypto';

/**
 * Secrets long enough to be used that everybody can read, in specifications, on the first page of libraries and in widespread tutorials:
 * the first 48 bits of the SHA-256 of each, in base64url. In full they stand in the tests.
 */
const PUBLISHED: ReadonlySet<string> = new Set([
  // RFC 7515 appendix A.1, and RFC 7520 §3.5.
  'xlZFYa2l',
  'JWSeHB5G',
  // The debugger at jwt.io, now and before.
  'VO9kU1SM',
  'MFgcQSQj',
  'BkpLGl_Y',
  '7KVdTSiT',
  'znIeie_0',
  // The tutorials of FastAPI, of Flask and of several books on Spring.
  'Vw2tQ94a',
  'iZyd1Voq',
  'Kx-mJxeO',
  '_8ZI_7Ju',
  // The documentation of NestJS and of Symfony.
  'kQqb5-hy',
  'PirGFVZR',
]);

/** Whether a text is such a secret. Only letters and digits are compared, without case: spacing makes no secret of it. */
export function isPublished(text: string): boolean {
  return PUBLISHED.has(createHash('sha256').update(bare(text)).digest('base64url').slice(0, 8));
}

/** A text in lower case without anything but letters and digits. */
export function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
