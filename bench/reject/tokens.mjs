/** What a server has to refuse: each kind as texts that are all different, so that nobody knows one of them already. */
import { AUDIENCE, distinctClaims, ISSUER } from '../lib/tokens.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const KILO = 1024;

const encoded = (value) => Buffer.from(value).toString('base64url');
const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));

let made = 0;

/** A text that occurs nowhere else in this process. */
const unique = () => `n${(made++).toString(36).padStart(8, '0')}`;

/** The same token with another signature, of which one bit is different. */
function otherSignature(token) {
  const place = token.lastIndexOf('.') + 1;
  return withCharacter(token, place, neighbour(token[place]));
}

const withCharacter = (text, place, character) => text.slice(0, place) + character + text.slice(place + 1);
const neighbour = (character) => ALPHABET[ALPHABET.indexOf(character) ^ 1];

/**
 * Kinds of refused tokens.
 *
 * @param {(claims: object) => string} sign with the key of the server
 * @returns {{ kind: string, signed?: boolean, texts?: (count: number) => string[], fresh?: (count: number) => string[] }[]} `signed`: it may
 *   cost as much as a good token, and no more; `texts` have to be copied, `fresh` ones are new
 */
export function refusedKinds(sign) {
  const good = (count) => distinctClaims(count).map(sign);
  const expired = ({ iat, exp, ...rest }) => ({ ...rest, iat: iat - 7200, exp: exp - 7200 });
  return [
    { kind: 'bad signature', signed: true, texts: (count) => good(count).map(otherSignature) },
    { kind: 'expired', signed: true, texts: (count) => distinctClaims(count).map(expired).map(sign) },
    ...malformed(good),
    ...unknownHeaders(),
    ...oversized(),
  ];
}

function malformed(good) {
  const plus = (token) => withCharacter(token, token.length - 9, '+');
  // The last character of an HS256 signature has two bits that say nothing.
  const spare = (token) => withCharacter(token, token.length - 1, neighbour(token.at(-1)));
  return [
    { kind: 'malformed, no dots', texts: (count) => good(count).map((token) => token.replaceAll('.', '_')) },
    { kind: 'malformed, two segments', texts: (count) => good(count).map((token) => token.slice(0, token.lastIndexOf('.'))) },
    { kind: 'malformed, empty signature', texts: (count) => good(count).map((token) => token.slice(0, token.lastIndexOf('.') + 1)) },
    { kind: 'malformed, wrong alphabet in the signature', texts: (count) => good(count).map(plus) },
    { kind: 'malformed, last character altered', texts: (count) => good(count).map(spare) },
  ];
}

/** Headers that nobody has sent before, in front of claims and a signature that would be of the right length. */
function unknownHeaders() {
  const payload = encoded(JSON.stringify({ sub: 'user-1', aud: AUDIENCE, iss: ISSUER, iat: 1, exp: 9e9 }));
  const signature = 'A'.repeat(43);
  const behind = (header) => `${encoded(header)}.${payload}.${signature}`;
  const rows = {
    'kid that nobody has': () => JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: unique() }),
    'alg none': () => JSON.stringify({ alg: 'none', typ: 'JWT', kid: unique() }),
    'no JSON': () => `${unique()}, ${unique()}, ${unique()}`,
    'JSON cut short': () => `{"alg":"HS256","typ":"JWT","kid":"${unique()}`,
  };
  return Object.entries(rows).map(([kind, header]) => ({
    kind: `unknown header, ${kind}`,
    texts: (count) => many(count, () => behind(header())),
  }));
}

/** The text goes on for a while with its last character, so that no two that are sent are equally long. */
function oversized() {
  const behind = 'A'.repeat(43);
  const rows = {
    '64 KB without dots': 'A'.repeat(64 * KILO),
    '1 MB without dots': 'A'.repeat(KILO * KILO),
    '64 KB of dots': '.'.repeat(64 * KILO),
    '100,000 dots': '.'.repeat(100_000),
    'header of 100,000 brackets': `${encoded('['.repeat(100_000))}.e30.${behind}`,
    'payload of 100,000 brackets': `${encoded('{"alg":"HS256","typ":"JWT"}')}.${encoded('['.repeat(100_000))}.${behind}`,
  };
  return Object.entries(rows).map(([kind, start]) => ({ kind: `oversized, ${kind}`, fresh: slices(start) }));
}

/**
 * A slice is a string of its own that nobody has hashed, and takes no memory of its own: a server gets its tokens as slices of a header, and
 * copies of a megabyte each would be so few that reading the clock costs more than refusing them.
 */
function slices(start) {
  const whole = flat(BEARER + start + start.at(-1).repeat(VARIETY));
  wholes.push(whole);
  let turn = 0;
  return (count) => many(count, () => whole.slice(BEARER.length, BEARER.length + start.length + (turn++ % VARIETY)));
}

const BEARER = 'Bearer ';
/** More than any cache of a peer holds. */
const VARIETY = 4096;
/** What slices were cut from, with the scheme in front. */
const wholes = [];

/** The header that carries a token, as a fresh string. */
export function fieldOf(token) {
  const whole = token.length < 4096 ? undefined : wholes.find((text) => isCutFrom(text, token));
  return whole === undefined ? flat(BEARER + token) : whole.slice(0, BEARER.length + token.length);
}

/** By its length and its ends: comparing megabytes for each token would take longer than all that is measured. */
function isCutFrom(whole, token) {
  const rest = whole.length - BEARER.length - token.length;
  return rest > 0 && rest <= VARIETY && whole[BEARER.length] === token[0] && whole[BEARER.length + token.length - 1] === token.at(-1);
}

const flat = (text) => Buffer.from(text, 'latin1').latin1Slice();
