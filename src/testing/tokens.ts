import { Buffer } from 'node:buffer';
import { constants, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { AlgorithmRow } from '../keys/algorithm.ts';
import { algorithmRow } from '../keys/algorithm.ts';
import { wiringOf } from '../security/internals.ts';
import { issueToken } from '../security/issue-token.ts';
import type { AnyClaims } from '../security/register.ts';
import type { Security } from '../security/security.ts';
import type { ClaimsArguments } from '../security/new-claims.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';

const TWO_DAYS = 2 * 86_400_000;

/** Returns a new secret for `privateKey` that the audit accepts: 64 random bytes in base64url. */
export function testSecret(): string {
  return randomBytes(64).toString('base64url');
}

/**
 * Returns a token that has expired long ago: `token_expired`, whatever the leeway.
 *
 * @throws ConfigurationError without a key that can sign
 */
export async function expiredToken<C, P extends string, I>(
  security: Security<C, P, I>,
  userId: UserId,
  ...[claims]: ClaimsArguments<I, TokenOptions>
): Promise<string> {
  const wiring = wiringOf(security);
  const past = { ...wiring, clock: () => wiring.clock() - TWO_DAYS };
  return issueToken(past, userId, claims as AnyClaims | undefined, { expiration: 1 });
}

/**
 * Returns a token whose claims were changed after it was signed: `token_signature_invalid`.
 *
 * @throws ConfigurationError without a key that can sign
 */
export async function tamperedToken<C, P extends string, I>(
  security: Security<C, P, I>,
  userId: UserId,
  ...claims: ClaimsArguments<I, TokenOptions>
): Promise<string> {
  const [signed, other] = [
    await security.createToken(userId, ...claims),
    await security.createToken(userId, ...claims),
  ];
  // Two tokens have different claims, at least by their `jti`.
  return `${inputOf(other)}.${signed.slice(signed.lastIndexOf('.') + 1)}`;
}

/**
 * Returns a token that is right but for its key: `token_signature_invalid`. The key is new, and its
 * token names the algorithm and the `kid` of the real one.
 *
 * @throws ConfigurationError without a key that can sign
 */
export async function tokenOfOtherKey<C, P extends string, I>(
  security: Security<C, P, I>,
  userId: UserId,
  ...claims: ClaimsArguments<I, TokenOptions>
): Promise<string> {
  const input = inputOf(await security.createToken(userId, ...claims));
  const header = Buffer.from(input.slice(0, input.indexOf('.')), 'base64url').toString();
  const { alg } = JSON.parse(header) as { alg: Parameters<typeof algorithmRow>[0] };
  return `${input}.${signatureOf(input, algorithmRow(alg)).toString('base64url')}`;
}

function inputOf(token: string): string {
  return token.slice(0, token.lastIndexOf('.'));
}

/** Signs by a new key. */
function signatureOf(input: string, { family, hash, size, curves }: AlgorithmRow): Buffer {
  const data = Buffer.from(input);
  if (family === 'hmac')
    return createHmac(hash as string, randomBytes(64))
      .update(data)
      .digest();
  const key = newKey(family, curves);
  if (family === 'pss')
    return sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: size });
  if (family === 'ecdsa') return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
  return sign(hash, data, key);
}

function newKey(family: AlgorithmRow['family'], curves: readonly string[]): KeyObject {
  if (family === 'ecdsa')
    return generateKeyPairSync('ec', { namedCurve: curves[0] as string }).privateKey;
  if (family === 'eddsa') return generateKeyPairSync('ed25519').privateKey;
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}
