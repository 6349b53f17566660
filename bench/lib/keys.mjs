/** The keys of the suites, made new for each process. */
import * as crypto from 'node:crypto';

const RSA = { modulusLength: 2048 };
const PAIRS = {
  RS256: ['rsa', RSA, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ES256: ['ec', { namedCurve: 'P-256' }, { name: 'ECDSA', namedCurve: 'P-256' }],
  EdDSA: ['ed25519', {}, { name: 'Ed25519' }],
};

/**
 * A key as an application has it: the string of its settings, and the objects made of it once.
 * @typedef {{ text: string, key: crypto.KeyObject, cryptoKey: CryptoKey }} GivenKey
 */

/** @returns {Promise<{ signing: GivenKey, verifying: GivenKey }>} equal for a secret */
export async function keysFor(algorithm) {
  return algorithm.startsWith('HS') ? secretFor(algorithm) : pairFor(...PAIRS[algorithm]);
}

const imported = (format, bytes, web, uses) =>
  crypto.webcrypto.subtle.importKey(format, bytes, web, false, uses);

/** A secret as long as the hash; its string is the key, as all the libraries take it. */
async function secretFor(algorithm) {
  const bits = algorithm.slice(2);
  const text = crypto.randomBytes(Number(bits) / 8).toString('base64url');
  const web = { name: 'HMAC', hash: `SHA-${bits}` };
  const cryptoKey = await imported('raw', Buffer.from(text), web, ['sign', 'verify']);
  const given = { text, key: crypto.createSecretKey(Buffer.from(text)), cryptoKey };
  return { signing: given, verifying: given };
}

/** By way of PEM: a key that was just generated can lock Node up when it is asked about itself. */
async function pairFor(kind, options, web) {
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' };
  const publicKeyEncoding = { type: 'spki', format: 'pem' };
  const encodings = { privateKeyEncoding, publicKeyEncoding };
  const pair = crypto.generateKeyPairSync(kind, { ...options, ...encodings });
  const given = async (text, key, format, use) => {
    const der = Buffer.from(text.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
    return { text, key, cryptoKey: await imported(format, der, web, [use]) };
  };
  const { privateKey, publicKey } = pair;
  return {
    signing: await given(privateKey, crypto.createPrivateKey(privateKey), 'pkcs8', 'sign'),
    verifying: await given(publicKey, crypto.createPublicKey(publicKey), 'spki', 'verify'),
  };
}
