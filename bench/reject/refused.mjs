/** What a server has to refuse: each kind as header fields that are all different. */
import { AUDIENCE, copies, distinctClaims, fresh, ISSUER } from '../lib/tokens.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
export const BEARER = 'Bearer ';
const encoded = (value) => Buffer.from(value).toString('base64url');

let made = 0;
/** A text that occurs nowhere else in this process. */
const unique = () => `n${(made++).toString(36).padStart(8, '0')}`;

const neighbour = (character) => ALPHABET[ALPHABET.indexOf(character) ^ 1];
const withCharacter = (text, at, character) => text.slice(0, at) + character + text.slice(at + 1);
/** Everything up to the signature, its dot included. */
const head = (token) => token.slice(0, token.lastIndexOf('.') + 1);

/**
 * @param {(claims: object) => string} sign with the key of the server
 * @returns {{ kind: string, signed: boolean, inputs: (count: number) => (count: number) => string[]
 *   }[]} `signed`: it may cost as much as a good token, and no more
 */
export function refusedKinds(sign) {
  const expired = ({ iat, exp, ...rest }) => ({ ...rest, iat: iat - 7200, exp: exp - 7200 });
  const signature = 'A'.repeat(43);
  const payload = encoded(
    JSON.stringify({ sub: 'user-1', aud: AUDIENCE, iss: ISSUER, iat: 1, exp: 9e9 }),
  );
  const good = {
    'bad signature': (token) => {
      const at = head(token).length;
      return withCharacter(token, at, neighbour(token[at]));
    },
    'malformed, no dots': (token) => token.replaceAll('.', '_'),
    'malformed, two segments': (token) => head(token).slice(0, -1),
    'malformed, empty signature': head,
    'malformed, wrong alphabet in the signature': (token) =>
      withCharacter(token, token.length - 9, '+'),
    // The last character of an HS256 signature has two bits that mean nothing.
    'malformed, last character altered': (token) => token.slice(0, -1) + neighbour(token.at(-1)),
  };
  const headers = {
    'unknown kid': () => `{"alg":"HS256","typ":"JWT","kid":"${unique()}"}`,
    'alg none': () => `{"alg":"none","typ":"JWT","kid":"${unique()}"}`,
    'no JSON': () => `${unique()}, ${unique()}, ${unique()}`,
    'JSON cut short': () => `{"alg":"HS256","typ":"JWT","kid":"${unique()}`,
  };
  const oversized = {
    '64 KB without dots': 'A'.repeat(2 ** 16),
    '1 MB without dots': 'A'.repeat(2 ** 20),
    '64 KB of dots': '.'.repeat(2 ** 16),
    'header of 100,000 brackets': `${encoded('['.repeat(100_000))}.e30.${signature}`,
    'payload of 100,000 brackets': `${encoded('{"alg":"HS256","typ":"JWT"}')}.${encoded('['.repeat(100_000))}.${signature}`,
  };
  const fields = (make) => (count) => copies(make(count).map((token) => BEARER + token));
  const tokens = (count) => distinctClaims(count).map(sign);
  return [
    ...Object.entries(good).map(([kind, spoil]) => ({
      kind,
      signed: kind === 'bad signature',
      inputs: fields((count) => tokens(count).map(spoil)),
    })),
    {
      kind: 'expired',
      signed: true,
      inputs: fields((count) => distinctClaims(count).map(expired).map(sign)),
    },
    ...Object.entries(headers).map(([kind, header]) => ({
      kind: `unknown header, ${kind}`,
      signed: false,
      inputs: fields((count) =>
        Array.from({ length: count }, () => `${encoded(header())}.${payload}.${signature}`),
      ),
    })),
    ...Object.entries(oversized).map(([kind, start]) => ({
      kind: `oversized, ${kind}`,
      signed: false,
      inputs: () => slices(start),
    })),
  ];
}

/** More than the cache of any peer holds. */
const VARIETY = 4096;

/**
 * The text goes on for a while with its last character, so that no two are equally long. A slice is
 * a string of its own that was never hashed and takes no memory: copies of a megabyte each would be
 * so few that reading the clock costs more than refusing them.
 */
function slices(start) {
  const whole = fresh(BEARER + start + start.at(-1).repeat(VARIETY));
  const length = BEARER.length + start.length;
  return (count) =>
    Array.from({ length: count }, () => whole.slice(0, length + (made++ % VARIETY)));
}
