/** The keys of the suites, made new for each process. */
import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';

const PAIRS = {
  RS256: { kind: 'rsa', options: { modulusLength: 2048 }, web: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
  ES256: { kind: 'ec', options: { namedCurve: 'P-256' }, web: { name: 'ECDSA', namedCurve: 'P-256' } },
  EdDSA: { kind: 'ed25519', options: {}, web: { name: 'Ed25519' } },
};

/**
 * One half of a key as an application has it: the text of its settings, and the objects that may be made of it once.
 * @typedef {{ text: string, key: import('node:crypto').KeyObject, cryptoKey: CryptoKey }} Half
 */

/** @returns {Promise<{ signing: Half, verifying: Half }>} for a secret both halves are the same */
export async function keysFor(algorithm) {
  return algorithm.startsWith('HS') ? secretFor(algorithm) : pairFor(PAIRS[algorithm]);
}

/** A secret as long as the hash; what signs is its text, as all the libraries take it. */
async function secretFor(algorithm) {
  const bits = algorithm.slice(2);
  const text = randomBytes(Number(bits) / 8).toString('base64url');
  const octets = Buffer.from(text);
  const cryptoKey = await webcrypto.subtle.importKey('raw', octets, { name: 'HMAC', hash: `SHA-${bits}` }, false, ['sign', 'verify']);
  const half = { text, key: createSecretKey(octets), cryptoKey };
  return { signing: half, verifying: half };
}

/** By way of PEM: a key that was just generated can lock Node up when it is asked about itself. */
async function pairFor({ kind, options, web }) {
  const made = generateKeyPairSync(kind, {
    ...options,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const signing = {
    text: made.privateKey,
    key: createPrivateKey(made.privateKey),
    cryptoKey: await imported('pkcs8', made.privateKey, web, 'sign'),
  };
  const verifying = {
    text: made.publicKey,
    key: createPublicKey(made.publicKey),
    cryptoKey: await imported('spki', made.publicKey, web, 'verify'),
  };
  return { signing, verifying };
}

function imported(format, pem, web, use) {
  const octets = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  return webcrypto.subtle.importKey(format, octets, web, false, [use]);
}
