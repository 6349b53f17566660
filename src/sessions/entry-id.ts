import { createHash } from 'node:crypto';

/** The name under which our own sessions, tokens and users are stored. */
export const OWN = 'own';
const PLAIN = /^(?!#)[\x21-\x7e]{1,128}$/;

/**
 * Returns the id of an entry: the name of the issuer and the identifier, since the identifiers of
 * two issuers may be equal. A long or unusual one is replaced by its hash, so that every store can
 * take it.
 *
 * @param issuer - the name of the issuer; null for the application's own
 */
export function entryId(issuer: string | null, id: string | number): string {
  const text = String(id);
  const held = PLAIN.test(text)
    ? text
    : `#${createHash('sha256').update(text).digest('base64url')}`;
  return `${issuer ?? OWN}:${held}`;
}

/** Returns the name of the issuer in the id of an entry; null for the application's own. */
export function issuerOf(entry: string): string | null {
  const name = entry.slice(0, entry.indexOf(':'));
  return name === OWN ? null : name;
}

/** Returns the identifier in the id of an entry of ours. */
export function ownIdOf(entry: string): string {
  return entry.slice(OWN.length + 1);
}
