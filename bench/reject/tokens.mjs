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
 * @returns {{ kind: string, limit?: 'accepting' | 'length', size?: number, make: (count: number) => string[] }[]} `size` where the text is long;
 *   `limit` is what it may cost: as much as a good token, or as the length of the text
 */
export function refusedKinds(sign) {
  const good = (count) => distinctClaims(count).map(sign);
  const expired = ({ iat, exp, ...rest }) => ({ ...rest, iat: iat - 7200, exp: exp - 7200 });
  return [
    { kind: 'bad signature', limit: 'accepting', make: (count) => good(count).map(otherSignature) },
    { kind: 'expired', limit: 'accepting', make: (count) => distinctClaims(count).map(expired).map(sign) },
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
    { kind: 'malformed, no dots', make: (count) => good(count).map((token) => token.replaceAll('.', '_')) },
    { kind: 'malformed, two segments', make: (count) => good(count).map((token) => token.slice(0, token.lastIndexOf('.'))) },
    { kind: 'malformed, empty signature', make: (count) => good(count).map((token) => token.slice(0, token.lastIndexOf('.') + 1)) },
    { kind: 'malformed, wrong alphabet in the signature', make: (count) => good(count).map(plus) },
    { kind: 'malformed, last character altered', make: (count) => good(count).map(spare) },
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
    make: (count) => many(count, () => behind(header())),
  }));
}

function oversized() {
  const rows = [
    ['64 KB without dots', 64 * KILO, () => unique() + 'A'.repeat(64 * KILO)],
    ['1 MB without dots', KILO * KILO, () => unique() + 'A'.repeat(KILO * KILO)],
    ['64 KB of dots', 64 * KILO, () => unique() + '.'.repeat(64 * KILO)],
    ['100,000 dots', 100_000, () => unique() + '.'.repeat(100_000)],
    ['header of 100,000 brackets', 133_334, () => `${NESTED}.${unique()}.${'A'.repeat(43)}`],
    ['payload of 100,000 brackets', 133_334, () => `${encoded('{"alg":"HS256","typ":"JWT"}')}.${NESTED}.${unique()}${'A'.repeat(34)}`],
  ];
  return rows.map(([kind, size, make]) => ({
    kind: `oversized, ${String(kind)}`,
    limit: 'length',
    size,
    make: (count) => many(count, make),
  }));
}

const NESTED = encoded('['.repeat(100_000));
