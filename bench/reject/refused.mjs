/** What a server has to refuse: each kind as header fields that are all different. */
import { AUDIENCE, distinctClaims, fresh, ISSUER } from '../lib/tokens.mjs';

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

const withOtherSignature = (token) => {
  const at = head(token).length;
  return withCharacter(token, at, neighbour(token[at]));
};

/**
 * @param {(claims: object) => string} sign with the key of the server
 * @returns {{ kind: string, signed?: boolean, inputs: (count: number) => string[] }[]} `signed`: it
 *   may cost as much as a good token, and no more
 */
export function refusedKinds(sign) {
  const expired = ({ iat, exp, ...rest }) => ({ ...rest, iat: iat - 7200, exp: exp - 7200 });
  const signature = 'A'.repeat(43);
  const payload = encoded(
    JSON.stringify({ sub: 'user-1', aud: AUDIENCE, iss: ISSUER, iat: 1, exp: 9e9 }),
  );
  const malformed = {
    'no dots': (token) => token.replaceAll('.', '_'),
    'two segments': (token) => head(token).slice(0, -1),
    'empty signature': head,
    'wrong alphabet in the signature': (token) => withCharacter(token, token.length - 9, '+'),
    // The last character of an HS256 signature has two bits that mean nothing.
    'last character altered': (token) => token.slice(0, -1) + neighbour(token.at(-1)),
  };
  const headers = {
    'unknown kid': () => `{"alg":"HS256","typ":"JWT","kid":"${unique()}"}`,
    'alg none': () => `{"alg":"none","typ":"JWT","kid":"${unique()}"}`,
    'no JSON': () => `${unique()}, ${unique()}, ${unique()}`,
    'JSON cut short': () => `{"alg":"HS256","typ":"JWT","kid":"${unique()}`,
  };
  const brackets = encoded('['.repeat(100_000));
  const oversized = {
    '64 KB without dots': 'A'.repeat(2 ** 16),
    '1 MB without dots': 'A'.repeat(2 ** 20),
    '64 KB of dots': '.'.repeat(2 ** 16),
    'header of 100,000 brackets': `${brackets}.e30.${signature}`,
    'payload of 100,000 brackets': `${encoded('{"alg":"HS256","typ":"JWT"}')}.${brackets}.${signature}`,
  };
  const tokens = (claims) => claims.map((own) => BEARER + sign(own));
  const kinds = (prefix, texts, inputs) =>
    Object.entries(texts).map(([kind, text]) => ({ kind: prefix + kind, inputs: inputs(text) }));
  const signed = {
    'bad signature': (claims) => tokens(claims).map(withOtherSignature),
    expired: (claims) => tokens(claims.map(expired)),
  };
  const of = (make) => (count) => make(distinctClaims(count));
  const headed = (header) => () => `${BEARER}${encoded(header())}.${payload}.${signature}`;
  return [
    ...kinds('', signed, of).map((kind) => ({ ...kind, signed: true })),
    ...kinds('malformed, ', malformed, (spoil) => of((claims) => tokens(claims).map(spoil))),
    ...kinds(
      'unknown header, ',
      headers,
      (header) => (length) => Array.from({ length }, headed(header)),
    ),
    ...kinds('oversized, ', oversized, slices),
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
  const least = whole.length - VARIETY;
  return (length) => Array.from({ length }, () => whole.slice(0, least + (made++ % VARIETY)));
}
