import type { Entry } from '../stores/model/entry.ts';
import type { LiveMark } from '../token/live-mark.ts';
import type { Fingerprint, Fingerprinter } from './fingerprint.ts';
import { PrintIndex } from './print-index.ts';
import type { RevokedState } from './revoked.ts';

/** What hears how a session goes on: a socket, a stream. It must not throw. */
export interface SessionListener {
  /** The session was revoked, or whether it was cannot be known any more. */
  end(reason: 'revoked' | 'unavailable'): void;
  /** The principals of the user may be others now. */
  change(): void;
}

/** A session, and what hears of it. */
interface Watched {
  readonly mark: LiveMark;
  /**
   * The user of the application, as a store names it: `userId` of an issuer may have found another
   * one than the token names.
   */
  readonly user: string;
  readonly prints: readonly Fingerprint[];
  readonly listener: SessionListener;
}

/**
 * The sessions whose end something waits for. An entry is looked up by its fingerprint, so that its
 * cost does not grow with the number of sockets; only an entry for everyone reaches them all.
 */
export class WatchedSessions {
  readonly #state: RevokedState;
  readonly #fingerprints: Fingerprinter;
  readonly #ask: () => Promise<void>;
  readonly #all = new Set<Watched>();
  readonly #named = new PrintIndex<Watched>();
  #isAsking = false;

  /** @param ask - asks the store what was revoked; it rejects if there is no answer */
  constructor(state: RevokedState, prints: Fingerprinter, ask: () => Promise<void>) {
    this.#state = state;
    this.#fingerprints = prints;
    this.#ask = ask;
  }

  get size(): number {
    return this.#all.size;
  }

  /** How many fingerprints are kept. */
  get indexed(): number {
    return this.#named.size;
  }

  /**
   * Begins to listen. If the session has ended since it was checked, the listener hears it in a
   * later microtask.
   *
   * @param isFresh - whether this process knows what was revoked
   * @returns a function that stops it
   */
  add(mark: LiveMark, user: string, listener: SessionListener, isFresh: boolean): () => void {
    const prints = [...printsOf(mark), this.#fingerprints.of(user)];
    const watched: Watched = { mark, user, prints, listener };
    this.#all.add(watched);
    this.#named.add(prints, watched);
    if (this.#isEnded(watched)) queueMicrotask(() => listener.end('revoked'));
    else if (!isFresh) this.outdated();
    return () => this.#delete(watched);
  }

  /** Tells those whom an entry has ended. Call it after the state has taken the entry. */
  told({ kind, id }: Entry): void {
    if (this.#all.size === 0 || kind === 'known' || kind === 'changed') return;
    const concerned = kind === 'all' ? [...this.#all] : this.#named.of(this.#fingerprints.of(id));
    for (const watched of concerned) if (this.#isEnded(watched)) this.#end(watched, 'revoked');
  }

  /**
   * Tells those whose principals may have changed.
   *
   * @param user - as a store names it; null for everyone
   */
  changed(user: string | null): void {
    if (this.#all.size === 0) return;
    const concerned = user === null ? [...this.#all] : this.#named.of(this.#fingerprints.of(user));
    for (const watched of concerned)
      if (user === null || watched.user === user) watched.listener.change();
  }

  /**
   * Asks the store, as each request would whose process has heard nothing of it for too long. If it
   * does not answer, all listeners hear it.
   */
  outdated(): void {
    if (this.#isAsking || this.#all.size === 0) return;
    this.#isAsking = true;
    this.#ask()
      .catch(() => {
        const all = [...this.#all];
        for (const watched of all) this.#end(watched, 'unavailable');
      })
      .finally(() => {
        this.#isAsking = false;
      });
  }

  /** Whether something that this process knows of has ended the session. */
  #isEnded({ mark, user }: Watched): boolean {
    const reason = this.#state.reasonOf(mark, -1);
    // An allowlist may have forgotten what it was asked at the handshake; an end it never forgets.
    if (reason !== null && reason !== 'unknown') return true;
    return this.#state.isCutOff(mark, user);
  }

  #end(watched: Watched, reason: 'revoked' | 'unavailable'): void {
    this.#delete(watched);
    watched.listener.end(reason);
  }

  #delete(watched: Watched): void {
    this.#all.delete(watched);
    this.#named.delete(watched.prints, watched);
  }
}

/** The fingerprints by which an entry may name a session. */
function printsOf(mark: LiveMark): readonly Fingerprint[] {
  const own: readonly Fingerprint[] = [
    [mark.sessionA, mark.sessionB],
    [mark.tokenA, mark.tokenB],
    [mark.userA, mark.userB],
  ];
  const named = own.filter(([a, b]) => a !== 0 || b !== 0);
  return mark.also === null ? named : [...named, ...printsOf(mark.also)];
}
