import type { Subscriber } from '../base/events.ts';
import { runReporting } from '../base/maybe-promise.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { SessionListener } from '../sessions/watched-sessions.ts';
import type { VerifiedToken } from '../token/verified-token.ts';

/**
 * Why a connection ends:
 * - `expired`: its token has expired, or its session has reached its lifetime;
 * - `revoked`: the token, the session or all sessions of the user were revoked;
 * - `unavailable`: the store does not answer, so that what was revoked is not known;
 * - `closed`: the security was closed.
 */
export type EndReason = 'expired' | 'revoked' | 'unavailable' | 'closed';

/** What is called when a session ends, or when the principals of its user may have changed. */
export interface EndCallbacks {
  readonly ended: (reason: EndReason) => unknown;
  readonly changed: (() => unknown) | null;
}

/** What a connection depends on. */
export interface Dependence {
  /** Null if the request is anonymous. */
  readonly token: VerifiedToken | null;
  /** As a store names the user; null if the request is anonymous. */
  readonly user: string | null;
  /** In milliseconds since 1970; Infinity for never. */
  readonly endsAt: number;
  /** Null without a revocation. */
  readonly live: LiveSessions | null;
}

/** A listener of one request: it is called once, and then no longer listens. */
export class EndListener implements SessionListener {
  readonly user: string | null;
  readonly endsAt: number;
  readonly #callbacks: EndCallbacks;
  readonly #emit: Subscriber;
  #release: (() => void) | null = null;

  constructor({ user, endsAt }: Dependence, callbacks: EndCallbacks, emit: Subscriber) {
    this.user = user;
    this.endsAt = endsAt;
    this.#callbacks = callbacks;
    this.#emit = emit;
  }

  /** @param release - is called when it no longer listens */
  listen(release: () => void): void {
    this.#release = release;
  }

  end(reason: EndReason): void {
    if (this.stop()) this.#run(() => this.#callbacks.ended(reason));
  }

  change(): void {
    const { changed } = this.#callbacks;
    if (this.#release !== null && changed !== null) this.#run(changed);
  }

  /** @returns whether it listened until now */
  stop(): boolean {
    const release = this.#release;
    this.#release = null;
    release?.();
    return release !== null;
  }

  #run(callback: () => unknown): void {
    runReporting(callback, (err) => {
      const reason = 'A function that waited for the end of a connection threw.';
      this.#emit({ event: 'handler_failed', code: null, reason, err });
    });
  }
}
