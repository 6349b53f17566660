import { createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import { isAlgorithm } from '../../src/keys/algorithm.ts';
import type { Jwk } from '../../src/keys/import/key-input.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { JwsVerifier } from '../../src/token/jws.ts';
import { decodeText } from '../../src/token/segment.ts';
import { TokenVerifier } from '../../src/token/verifier.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import { keyFindings } from '../../src/keys/strength/key-findings.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const folder = join(import.meta.dirname, '../vectors');
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const read = (name: string) => JSON.parse(text(name));

interface Case {
  readonly name: string;
  readonly secret?: string;
  readonly public_key?: string;
  readonly payload?: string;
  readonly protected?: { readonly alg: string };
  readonly header?: { readonly alg: string };
  readonly compact?: string;
  readonly token?: string;
  readonly general_json?: object;
  readonly flattened_json?: object;
}
interface Fixture {
  readonly payload: unknown;
  readonly tests: readonly Case[];
}

/** Of these, the fixtures contain only the name of a key: their signatures are not repeatable. */
const WITHOUT_TEXT = [
  'ES256',
  'ES384',
  'ES512',
  'ES256K',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA ed448',
  'EdDSA ed25519',
];

/** The keys that the fixtures name; those of the RFCs are among the examples of the RFCs. */
const KEYS: Readonly<Record<string, () => KeyObject>> = {
  'rsa-openssl-public.pem': () => createPublicKey(text('joserfc/openssl-rsa-public.pem')),
  'RFC7520-RSA-public.json': () => ofJwk(read('cookbook/jwk/3_3.rsa_public_key.json') as Jwk),
  'RFC7520-EC-public.json': () => ofJwk(read('cookbook/jwk/3_1.ec_public_key.json') as Jwk),
  'RFC7520-oct-sig.json': () =>
    secretOf(read('cookbook/jwk/3_5.symmetric_key_mac_computation.json') as Jwk),
  'RFC 7515 A.1': () =>
    secretOf(
      (read('rfc/rfc_appendix_jws.json').tests as { id: string; jwk: Jwk }[]).find(({ id }) =>
        id.includes('A.1'),
      )?.jwk as Jwk,
    ),
};

const ofJwk = (key: Jwk): KeyObject => createPublicKey({ key: key as never, format: 'jwk' });
const secretOf = ({ k }: Jwk): KeyObject => createSecretKey(Buffer.from(k as string, 'base64url'));

/** Not by `importKey`, which rejects secrets of three bytes: only the signature is tested here. */
function keysOf({
  secret,
  public_key: named = 'RFC 7515 A.1',
  protected: header,
  header: other,
}: Case): KeySet {
  const algorithm = (header ?? other)?.alg as Algorithm;
  const verifyingKey =
    secret === undefined
      ? (KEYS[named] as () => KeyObject)()
      : createSecretKey(Buffer.from(secret));
  return new KeySet([{ algorithm, kid: null, signingKey: null, verifyingKey }]);
}

/** The payload of a token whose signature is valid, else null. */
function payloadOf(keys: KeySet, jws: string): string | null {
  const result = new JwsVerifier(ownIssuer(keys), 65_536).verify(jws);
  return result.ok ? decodeText(result.payload) : null;
}

describe('the fixtures of joserfc', () => {
  it.each([
    ['jws_examples', 15, 6],
    ['jws_rfc7520', 4, 4],
  ])('%s: the compact form verifies, and its JSON forms are rejected', (name, count, compact) => {
    const { payload, tests } = read(`joserfc/${name}.json`) as Fixture;
    let verified = 0;
    for (const one of tests) {
      if (one.compact === undefined) {
        expect(WITHOUT_TEXT, one.name).toContain(one.name);
        continue;
      }
      verified++;
      const keys = keysOf(one);
      expect(payloadOf(keys, one.compact), one.name).toBe(payload);
      for (const form of [one.general_json, one.flattened_json]) {
        expect(form).toBeTypeOf('object');
        expect(payloadOf(keys, JSON.stringify(form)), one.name).toBeNull();
      }
    }
    expect([tests.length, verified]).toEqual([count, compact]);
  });

  it('jws_rfc7797: a token without extensions verifies; crit is rejected, also if it changes nothing', () => {
    const { payload, tests } = read('joserfc/jws_rfc7797.json') as Fixture;
    expect(tests).toHaveLength(4);
    for (const one of tests) {
      const keys = keysOf(one);
      expect(payloadOf(keys, one.compact as string), one.name).toBe(
        one.name === '4.1 HS256' ? payload : null,
      );
      expect(payloadOf(keys, JSON.stringify(one.flattened_json)), one.name).toBeNull();
    }
  });

  it('jwt_use_jws: the tokens verify with their claims', () => {
    const { payload, tests } = read('joserfc/jwt_use_jws.json') as Fixture;
    for (const one of tests) {
      const result = new TokenVerifier({
        issuers: [ownIssuer(keysOf(one))],
        maxTokenLength: 8192,
        cacheSize: 0,
      }).verify(one.token as string, 0);
      expect(result, one.name).toMatchObject({
        ok: true,
        claims: payload,
        header: { alg: one.header?.alg, typ: 'JWT' },
      });
    }
    expect(tests).toHaveLength(6);
  });

  it('have secrets that the audit finds, and an algorithm that is not known', () => {
    for (const privateKey of ['rfc', 'secret'])
      expect(keyFindings(importKey({ algorithm: 'HS256', privateKey }))).toHaveLength(1);
    expect(isAlgorithm('ES256K')).toBe(false);
  });
});
