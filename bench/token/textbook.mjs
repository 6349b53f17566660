/** What verifying and signing cost with `node:crypto` alone: the limits of the suite. */
import { createHmac, timingSafeEqual, verify } from 'node:crypto';

const jsonOf = (segment) => JSON.parse(Buffer.from(segment, 'base64url'));
const segmentOf = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * As every introduction to tokens does it: split, read the header, sign again, compare, read the
 * payload. No claim is checked.
 */
export function textbookVerify(algorithm, key) {
  const hash = `sha${algorithm.slice(2)}`;
  return (token) => {
    const [header, payload, signature] = token.split('.');
    if (jsonOf(header).alg !== algorithm) return null;
    const wanted = createHmac(hash, key).update(`${header}.${payload}`).digest();
    const given = Buffer.from(signature, 'base64url');
    const same = wanted.length === given.length && timingSafeEqual(wanted, given);
    return same ? jsonOf(payload) : null;
  };
}

export function textbookSign(algorithm, key) {
  const hash = `sha${algorithm.slice(2)}`;
  return (claims) => {
    const input = `${segmentOf({ alg: algorithm, typ: 'JWT' })}.${segmentOf(claims)}`;
    return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
  };
}

/**
 * The least that gives claims for a token with a signature of `node:crypto` and a key that was made
 * once: two dots, three Buffers, `JSON.parse`. An ES256 signature is read as JWS writes it.
 */
export function bareVerify(algorithm, key) {
  const hash = algorithm === 'EdDSA' ? null : 'sha256';
  const how = algorithm.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : key;
  return (token) => {
    const dot = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(dot + 1), 'base64url');
    if (!verify(hash, Buffer.from(token.slice(0, dot)), how, signature)) return null;
    return jsonOf(token.slice(token.indexOf('.') + 1, dot));
  };
}
