/** What verifying and signing cost with `node:crypto` and nothing around it: the limits that the suite of tokens is held against. */
import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import { Buffer } from 'node:buffer';

const jsonOf = (segment) => JSON.parse(Buffer.from(segment, 'base64url'));
const segmentOf = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As every introduction to tokens does it: split, read the header, sign again, compare, read the payload. No claim is judged. */
export function textbookVerify(algorithm, key) {
  const hash = `sha${algorithm.slice(2)}`;
  return (token) => {
    const [header, payload, signature] = token.split('.');
    if (jsonOf(header).alg !== algorithm) return null;
    const wanted = createHmac(hash, key).update(`${header}.${payload}`).digest();
    const given = Buffer.from(signature, 'base64url');
    return wanted.length === given.length && timingSafeEqual(wanted, given) ? jsonOf(payload) : null;
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
 * The least that gives claims for a token with a signature of `node:crypto` and a bare key: two dots, three Buffers, `JSON.parse`. The
 * signature of ES256 comes as the DER that the bare function wants: turning it is what a library has to pay for.
 */
export function bareVerify(hash, key) {
  return ({ token, der }) => {
    const dot = token.lastIndexOf('.');
    const signature = der ?? Buffer.from(token.slice(dot + 1), 'base64url');
    return verify(hash, Buffer.from(token.slice(0, dot)), key, signature) ? jsonOf(token.slice(token.indexOf('.') + 1, dot)) : null;
  };
}

/** The signature alone, over octets that were all prepared: no text, no claims. */
export function signatureAlone(hash, key) {
  return ({ input, signature }) => verify(hash, input, key, signature);
}

/** What the two above take. */
export function prepared(algorithm, token) {
  const dot = token.lastIndexOf('.');
  const raw = Buffer.from(token.slice(dot + 1), 'base64url');
  const der = algorithm === 'ES256' ? derOf(raw) : undefined;
  return { token, der, input: Buffer.from(token.slice(0, dot)), signature: der ?? raw };
}

function derOf(raw) {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((number) => {
    const digits = number.subarray(
      Math.max(
        0,
        number.findIndex((octet) => octet !== 0),
      ),
    );
    const content = digits[0] > 127 ? [0, ...digits] : [...digits];
    return [2, content.length, ...content];
  });
  return Buffer.from([0x30, numbers[0].length + numbers[1].length, ...numbers[0], ...numbers[1]]);
}
