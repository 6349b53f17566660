/** What the requests of the suite carry: tokens of ten thousand users, some of whom come far more often than others, or tokens never seen. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distinctClaims } from '../lib/tokens.mjs';

const USERS = 10_000;
/** More than are measured: some come before, and wrk goes on until it is stopped. */
const SPARE = 3_000;
const ROLES = [['reports'], ['admin'], ['staff', 'reports'], ['staff', 'sales', 'reports']];

export class Traffic {
  #sign;
  #path;
  #users;
  #sums = [];

  /**
   * @param {(claims: object) => string} sign
   * @param {string} folder where the file of tokens goes
   */
  constructor(sign, folder) {
    this.#sign = sign;
    this.#path = join(folder, 'tokens.txt');
    this.#users = this.#tokens(USERS);
    // Zipf's law: the second user comes half as often as the first, the third a third as often.
    for (let rank = 1, sum = 0; rank <= USERS; rank++) this.#sums.push((sum += 1 / rank));
  }

  /** The token of a user with the roles, for whoever asks with his own hands. */
  token(roles) {
    return this.#sign({ ...distinctClaims(1)[0], roles });
  }

  /** Every user three times and more: a cache may keep a token only when it sees it again. */
  everyUser() {
    return this.#file([...this.#users, ...this.#users, ...this.#users, ...this.#users]);
  }

  repeated(count) {
    return this.#file(Array.from({ length: count + SPARE }, () => this.#users[this.#rank()]));
  }

  once(count) {
    return this.#file(this.#tokens(count + SPARE));
  }

  #tokens(count) {
    return distinctClaims(count).map((claims, number) => this.#sign({ ...claims, roles: ROLES[number % ROLES.length] }));
  }

  #rank() {
    const wanted = Math.random() * this.#sums[USERS - 1];
    let low = 0;
    for (let high = USERS - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Always the same file: what was in it has been sent. */
  #file(tokens) {
    writeFileSync(this.#path, `${tokens.join('\n')}\n`);
    return this.#path;
  }
}
