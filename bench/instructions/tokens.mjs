/** Tokens that are the same on every machine and in every year. */
import { createHmac } from 'node:crypto';

/** No secret: it signs nothing but these. */
export const SECRET = 'only-for-counting-instructions-5f0c27b94d1e8a63';
export const NOW = 1_700_000_000;

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encoded({ alg: 'HS256', typ: 'JWT' });

function token(number) {
  const name = String(number).padStart(6, '0');
  const input = `${HEADER}.${encoded({ sub: `user-${name}`, iat: NOW - 60, exp: NOW + 3600, jti: `t-${name}`, role: 'reader' })}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

/** How long each is. */
export const LENGTH = token(0).length;

export function tokens(count) {
  return Buffer.from(Array.from({ length: count }, (_, number) => token(number)).join(''), 'latin1');
}
