import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { createPublicKey, sign, verify } from 'node:crypto';
import type { Algorithm } from '../algorithm.ts';
import { algorithmRow } from '../algorithm.ts';
import { RsaPss } from '../rsa-pss.ts';

/** Derives the public key of a private key; null if the runtime cannot. */
export function derivePublicKey(privateKey: KeyObject): KeyObject | null {
  try {
    return createPublicKey(privateKey);
  } catch {
    // workerd refuses a KeyObject that was a CryptoKey, but takes its PEM.
    return publicKeyOfPem(privateKey);
  }
}

function publicKeyOfPem(privateKey: KeyObject): KeyObject | null {
  try {
    return createPublicKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  } catch {
    return null;
  }
}

/**
 * Whether one key verifies what the other signs. It is tried out, because that is what counts, and
 * because it works for keys of every type.
 */
export function isKeyPair(
  signingKey: KeyObject,
  verifyingKey: KeyObject,
  algorithm: Algorithm,
): boolean {
  const row = algorithmRow(algorithm);
  const trial = Buffer.from('pyramidion: do these keys belong together?');
  try {
    if (row.family !== 'pss')
      return verify(row.hash, trial, verifyingKey, sign(row.hash, trial, signingKey));
    const pss = new RsaPss({ signingKey, verifyingKey }, row);
    const signature = pss.sign(trial);
    return pss.verify(trial, signature) && !isPkcs1(signature, trial, verifyingKey, row.hash);
  } catch {
    return false;
  }
}

/** Whether the runtime ignored the padding, so that both sides did PKCS #1 v1.5 instead of PSS. */
function isPkcs1(signature: Buffer, data: Buffer, key: KeyObject, hash: string | null): boolean {
  // A key of type rsa-pss has no other padding.
  return key.asymmetricKeyType === 'rsa' && verify(hash, data, key, signature);
}
