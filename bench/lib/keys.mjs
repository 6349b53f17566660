/** The keys of the suites: one per algorithm, made new for each process. */
import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';

const KINDS = { RS256: ['rsa', { modulusLength: 2048 }], ES256: ['ec', { namedCurve: 'P-256' }], EdDSA: ['ed25519', {}] };

/** @returns {{ secret: string, key: import('node:crypto').KeyObject }} a secret as long as the hash, as text and as the key of its octets */
export function secretFor(algorithm) {
  const secret = randomBytes(Number(algorithm.slice(2)) / 8).toString('base64url');
  return { secret, key: createSecretKey(Buffer.from(secret)) };
}

/** A pair as PEM texts and as keys read from them: a key that was just generated can lock Node up when it is asked about itself. */
export function pairFor(algorithm) {
  const [type, options] = KINDS[algorithm];
  const { privateKey, publicKey } = generateKeyPairSync(type, {
    ...options,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privatePem: privateKey, publicPem: publicKey, privateKey: createPrivateKey(privateKey), publicKey: createPublicKey(publicKey) };
}
