import { Buffer } from 'node:buffer';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { ownMembers } from '../../base/own-members.ts';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Jwk } from './key-input.ts';

const MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

/**
 * Returns a JWK with the public key of its certificate, the first of `x5c` (RFC 7517 §4.7). The
 * certificate is not validated: neither who signed it nor when it ends.
 *
 * @param name - what error messages call the key
 * @throws ConfigurationError if it has no such certificate, or if its own members are another key
 */
export function withKeyOfX5c(input: unknown, name: string): Jwk {
  const jwk = ownMembers((typeof input === 'object' ? input : null) as Jwk | null);
  const [first] = Array.isArray(jwk.x5c) ? (jwk.x5c as readonly unknown[]) : [];
  if (typeof first !== 'string')
    throw new ConfigurationError(`${name} is no JWK with x5c: leave readX5c out, or give one`);
  const found = publicKeyOf(first);
  if (found === null)
    throw new ConfigurationError(
      `${name} is a JWK whose x5c does not begin with a certificate of RSA, EC or OKP in base64: ` +
        'export it again',
    );
  const isOther = MEMBERS.some(
    (member) => jwk[member] !== undefined && jwk[member] !== found[member],
  );
  if (isOther)
    throw new ConfigurationError(
      `${name} is a JWK whose x5c has another key than its own members: export it again`,
    );
  return { ...jwk, ...found };
}

function publicKeyOf(certificate: string): Jwk | null {
  try {
    const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'));
    const key = publicKey.export({ format: 'der', type: 'spki' });
    return createPublicKey({ key, format: 'der', type: 'spki' }).export({ format: 'jwk' }) as Jwk;
  } catch {
    return null;
  }
}
