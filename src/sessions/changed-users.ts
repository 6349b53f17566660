import type { Clock } from '../base/clock.ts';
import type { Changes } from '../stores/model/store.ts';

/** Hears whose principals have changed: the user as a store names it, or null for everyone. */
export type ChangeListener = (user: string | null) => void;

/** How long a store keeps a change, in milliseconds. */
export const HEARD_WITHIN = 7_200_000;
/** After such a pause of the feed a change may have been missed, in milliseconds. */
const LONGEST_PAUSE = HEARD_WITHIN / 2;

/** Passes on whose principals have changed, as a store says it. */
export class ChangedUsers {
  readonly #clock: Clock;
  readonly #listeners: ChangeListener[] = [];
  #heardAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#heardAt = clock();
  }

  onChange(listener: ChangeListener): void {
    this.#listeners.push(listener);
  }

  /** Takes an answer of the store. One that leaves something out counts as a change of everyone. */
  take({ entries, whole }: Changes): void {
    const now = this.#clock();
    const isGap = !(Math.abs(now - this.#heardAt) < LONGEST_PAUSE);
    this.#heardAt = now;
    if (whole || isGap) this.#tell(null);
    for (const { kind, id } of entries) if (kind === 'changed') this.#tell(id);
  }

  #tell(user: string | null): void {
    for (const listener of this.#listeners) listener(user);
  }
}
