/** What the requests carry: tokens of ten thousand users, or tokens that were never sent before. */
import { createSecretKey } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { libraryAt, sessionCookie } from '../../tools/library.mjs';
import { distinctClaims, signer, zipf } from '../lib/tokens.mjs';
import { securityWith } from './policy.mjs';

const USERS = 10_000;
/** More than are measured: some come before, and wrk goes on until it is stopped. */
const SPARE = 3_000;
const ROLES = [['reports'], ['admin'], ['staff', 'reports'], ['staff', 'sales', 'reports']];

const decoded = (segment) => JSON.parse(Buffer.from(segment, 'base64url'));

/**
 * @param {'header' | 'cookie'} carrier
 * @param {string} secret
 * @param {string} dist the build that reads the cookie: it writes one, and the others are like it
 * @param {string} file where tokens are written for wrk, one a line
 */
export async function trafficFor(carrier, secret, dist, file) {
  const key = createSecretKey(Buffer.from(secret));
  if (carrier === 'header') {
    const field = { header: 'Authorization', before: 'Bearer ' };
    return new Traffic(field, signer('HS256', key), file);
  }
  const security = securityWith(await libraryAt(dist), secret, { carrier });
  const { name, token } = await sessionCookie(security, 'user-1', { roles: ['reports'] });
  const [header, claims] = token.split('.', 2).map(decoded);
  const sign = signer('HS256', key, header);
  const field = { header: 'Cookie', before: `theme=dark; ${name}=` };
  return new Traffic(field, (own) => sign({ ...claims, ...own }), file);
}

export class Traffic {
  #sign;
  #file;
  #users;
  #draw = zipf(USERS);

  constructor(carrier, sign, file) {
    this.carrier = carrier;
    this.#sign = sign;
    this.#file = file;
    this.#users = this.#tokens(USERS);
  }

  /** The token of a user with the roles. */
  token(roles) {
    return this.#sign({ ...distinctClaims(1)[0], roles });
  }

  /** Every user several times: a cache may keep a token only when it sees it again. */
  everyUser() {
    return this.#written([...this.#users, ...this.#users, ...this.#users, ...this.#users]);
  }

  /** Some users come far more often than others. */
  repeated(count) {
    return this.#written(Array.from({ length: count + SPARE }, () => this.#users[this.#draw()]));
  }

  once(count) {
    return this.#written(this.#tokens(count + SPARE));
  }

  #tokens(count) {
    return distinctClaims(count).map((claims, number) =>
      this.#sign({ ...claims, roles: ROLES[number % ROLES.length] }),
    );
  }

  #written(tokens) {
    writeFileSync(this.#file, `${tokens.join('\n')}\n`);
    return this.#file;
  }
}
