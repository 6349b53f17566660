/** The keys of the suites, made new for each process. */
import * as crypto from 'node:crypto';

const PAIRS = {
  RS256: {
    kind: 'rsa',
    options: { modulusLength: 2048 },
    web: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  },
  ES256: {
    kind: 'ec',
    options: { namedCurve: 'P-256' },
    web: { name: 'ECDSA', namedCurve: 'P-256' },
  },
  EdDSA: { kind: 'ed25519', options: {}, web: { name: 'Ed25519' } },
};

/**
 * A key as an application has it: the string of its settings, and the objects made of it once.
 * @typedef {{ text: string, key: crypto.KeyObject, cryptoKey: CryptoKey }} GivenKey
 */

/** @returns {Promise<{ signing: GivenKey, verifying: GivenKey }>} equal for a secret */
export async function keysFor(algorithm) {
  return algorithm.startsWith('HS') ? secretFor(algorithm) : pairFor(PAIRS[algorithm]);
}

/** A secret as long as the hash; its string is the key, as all the libraries take it. */
async function secretFor(algorithm) {
  const bits = algorithm.slice(2);
  const text = crypto.randomBytes(Number(bits) / 8).toString('base64url');
  const hash = { name: 'HMAC', hash: `SHA-${bits}` };
  const cryptoKey = await imported('raw', Buffer.from(text), hash, ['sign', 'verify']);
  const given = { text, key: crypto.createSecretKey(Buffer.from(text)), cryptoKey };
  return { signing: given, verifying: given };
}

/** By way of PEM: a key that was just generated can lock Node up when it is asked about itself. */
async function pairFor({ kind, options, web }) {
  const { privateKey, publicKey } = crypto.generateKeyPairSync(kind, {
    ...options,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const der = (pem) => Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  return {
    signing: {
      text: privateKey,
      key: crypto.createPrivateKey(privateKey),
      cryptoKey: await imported('pkcs8', der(privateKey), web, ['sign']),
    },
    verifying: {
      text: publicKey,
      key: crypto.createPublicKey(publicKey),
      cryptoKey: await imported('spki', der(publicKey), web, ['verify']),
    },
  };
}

const imported = (format, bytes, web, uses) =>
  crypto.webcrypto.subtle.importKey(format, bytes, web, false, uses);
