/** Tells the time in milliseconds since 1970 UTC, as `Date.now` does; tests hand in one that they turn themselves. */
export type Clock = () => number;

/** The wall clock of the machine. */
export const systemClock: Clock = Date.now;
