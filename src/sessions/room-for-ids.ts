import { AuthError } from '../base/errors.ts';
import type { NewEntry } from '../stores/model/entry.ts';
import { laterOf } from '../stores/model/entry.ts';
import { issuerOf } from './entry-id.ts';
import type { RevokedState } from './revoked.ts';

/** Whether an entry takes room for an id in each process. */
function isId(kind: NewEntry['kind']): boolean {
  return kind === 'session' || kind === 'token' || kind === 'known';
}

function full(): AuthError {
  const reason =
    'This process holds as many ids as maxEntries allows, and none is forgotten before its time: revoke the user, or raise it.';
  return new AuthError('store_unavailable', { reason });
}

/** How many more ids this process may hold. */
export class RoomForIds {
  readonly #state: RevokedState;
  readonly #most: number;
  readonly #horizon: (issuer: string | null) => Promise<number | null>;

  /**
   * @param most - how many ids a process holds
   * @param horizon - until when a cut-off is kept that stops the tokens of an issuer
   */
  constructor(
    state: RevokedState,
    most: number,
    horizon: (issuer: string | null) => Promise<number | null>,
  ) {
    this.#state = state;
    this.#most = most;
    this.#horizon = horizon;
  }

  /** @throws AuthError `store_unavailable` if there is none */
  refuseFull(): void {
    if (this.#isFull) throw full();
  }

  /**
   * Returns entries for which there is room: the end of all sessions of a user in place of one, if
   * there is none for ids.
   *
   * @throws AuthError `store_unavailable` for an id that no such end can stand for
   */
  async fit(entries: readonly NewEntry[]): Promise<readonly NewEntry[]> {
    if (!this.#isFull || !entries.some(({ kind }) => isId(kind))) return entries;
    return Promise.all(entries.map((entry) => this.#asCutOff(entry)));
  }

  get #isFull(): boolean {
    return this.#state.size >= this.#most;
  }

  async #asCutOff(entry: NewEntry): Promise<NewEntry> {
    if (!isId(entry.kind)) return entry;
    if (entry.user === null || entry.kind === 'known') throw full();
    const until = laterOf(await this.#horizon(issuerOf(entry.user)), entry.until);
    return { kind: 'user', id: entry.user, user: entry.user, until };
  }
}
