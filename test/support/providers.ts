import { createSign } from 'node:crypto';
import type { IssuerOptions, SecurityEvent, SecurityOptions } from '../../src/index.ts';
import { createSecurity, keyRing } from '../../src/index.ts';
import { jwkOf, pairOf, pemOf } from '../keys/sample-keys.ts';
import type { SetUp } from './security.ts';
import { NOW, setUp, START } from './security.ts';

export const AUDIENCE = 'https://api.example.com';
/** The issuer of the application's own tokens. */
export const OWN = 'https://app.example.com';

export const issOf = (name: string): string => `https://${name}.example.com/`;

/** One of `issuers`, with a public key of its own. */
export function issuerOf(name: string, more: Partial<IssuerOptions> = {}): IssuerOptions {
  const publicKey = { ...jwkOf(pairOf(`prime256v1#${name}`).publicKey), kid: name, alg: 'ES256' };
  return { name, issuer: issOf(name), keys: keyRing([publicKey]), audience: AUDIENCE, ...more };
}

/** A token of an issuer, made by nothing of this library. A claim that is undefined is left out. */
export function tokenBy(name: string, claims: object = {}, header: object = {}): string {
  const all = {
    iss: issOf(name),
    aud: AUDIENCE,
    sub: 'alice',
    iat: NOW,
    exp: NOW + 300,
    ...claims,
  };
  const input = [{ alg: 'ES256', kid: name, typ: 'JWT', ...header }, all]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = pemOf(pairOf(`prime256v1#${name}`).privateKey);
  const signature = createSign('sha256').update(input).sign({ key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** A security for own tokens, and for those of the issuers `a` and `b`. */
export function ownAndOthers(
  a: Partial<IssuerOptions> = {},
  more: Partial<SecurityOptions> = {},
): SetUp {
  return setUp({ issuer: OWN, issuers: [issuerOf('a', a), issuerOf('b')], ...more });
}

/** A security without a key of its own, for the tokens of `a`. */
export function others(a: Partial<IssuerOptions> = {}, more: Partial<SecurityOptions> = {}): SetUp {
  let now = START;
  const events: SecurityEvent[] = [];
  const keep = (event: object): void => void events.push(event as SecurityEvent);
  const security = createSecurity({
    issuers: [issuerOf('a', a)],
    clock: () => now,
    logger: { warn: keep, error: keep },
    ...more,
  } as SecurityOptions);
  return { security, events, wait: (seconds) => void (now += seconds * 1000) };
}
