import type { RequestView } from '../http/request-view.ts';
import { isPreflight } from './preflight.ts';

/** What is read of an auth context. */
interface Noted {
  readonly view: RequestView;
  readonly isAuthenticated: boolean;
  readonly failure: object | null;
  notes: AccessNotes | null;
}

/**
 * What is noted on a request if its `authenticate` has an option about guards. Other requests have
 * none, so that their guards look at one field only.
 */
export class AccessNotes {
  /** Whether the request was a preflight when it came, and `authenticate` lets those pass. */
  isPreflight = false;
  /** Whether a guard has let the request pass. */
  isGuarded = false;
  /** Those of the security that saw the request before. */
  readonly #outer: AccessNotes | null;

  constructor(outer: AccessNotes | null = null) {
    this.#outer = outer;
  }

  /**
   * Whether every guard lets a request pass, as a preflight. That carries no credential: one that
   * does is checked like any other request. A middleware may have changed the method since.
   */
  letsPass({ view, isAuthenticated, failure }: Noted): boolean {
    return this.isPreflight && view.method === 'OPTIONS' && !isAuthenticated && failure === null;
  }

  /** Notes that a guard has let the request pass, whichever security it asked. */
  setGuarded(): void {
    this.isGuarded = true;
    this.#outer?.setGuarded();
  }
}

/** Lets guards pass a request if it is a preflight. */
export function letPreflightPass(context: Noted): void {
  context.notes ??= new AccessNotes();
  context.notes.isPreflight ||= isPreflight(context.view);
}

/**
 * Makes the guards of a request note that they let it pass.
 *
 * @param before - the context of the security that saw the request before, or null
 * @param isNeeded - whether this security has a default permission
 */
export function noteGuards(context: Noted, before: Noted | null, isNeeded: boolean): void {
  const outer = before?.notes ?? null;
  if (context.notes === null && (isNeeded || outer !== null))
    context.notes = new AccessNotes(outer);
}
