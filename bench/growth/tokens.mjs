/** Tokens of a wanted size, of a wanted number of claims, or as many as nobody wants to keep. */
import { createHmac } from 'node:crypto';

const encoded = (text) => Buffer.from(text).toString('base64url');

let made = 0;

/** Claims of a user that nobody has met yet, good for an hour. */
export function freshClaims() {
  const iat = Math.floor(Date.now() / 1000);
  return { sub: `user-${String(made++).padStart(8, '0')}`, iat, exp: iat + 3600 };
}

/** Claims that make a token of so many characters: one claim is as long as it takes. */
export function claimsOfSize(characters, sign) {
  const claims = { ...freshClaims(), pad: '' };
  // Three octets are four characters; from the rest of the division one gets at most two steps too far.
  let octets = Math.max(0, Math.floor(((characters - sign(claims).length) * 3) / 4) - 2);
  while (sign({ ...claims, pad: 'p'.repeat(octets) }).length < characters) octets++;
  return { ...claims, pad: 'p'.repeat(octets) };
}

/** So many claims in all. */
export function claimsOfCount(count) {
  const claims = freshClaims();
  for (let i = Object.keys(claims).length; i < count; i++) claims[`claim-${i}`] = `value ${i}`;
  return claims;
}

/**
 * Makes tokens that differ in their user only, as fast as it can be done: each costs its signature and little else.
 *
 * @param {import('node:crypto').KeyObject} key
 * @returns {(number: number) => string} flat strings, never hashed
 */
export function tokenMint(key) {
  const iat = Math.floor(Date.now() / 1000);
  const start = `{"iat":${iat},"exp":${iat + 36_000},"jti":"some identifier","sub":"user-`;
  // Whole groups of three octets stand for themselves, so that only the last part is encoded anew.
  const fixed = `${encoded('{"alg":"HS256","typ":"JWT"}')}.${encoded(start.padStart(Math.ceil(start.length / 3) * 3))}`;
  return (number) => {
    const input = fixed + encoded(`${String(number).padStart(9, '0')}"} `);
    return Buffer.from(`${input}.${createHmac('sha256', key).update(input).digest('base64url')}`, 'latin1').latin1Slice();
  };
}
