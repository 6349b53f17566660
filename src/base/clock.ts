/** Returns the time in milliseconds since 1970 UTC. Tests pass one that they turn themselves. */
export type Clock = () => number;

/**
 * The clock of the machine. `Date.now` is read at each call and not once, so that a test that
 * replaces it (`vi.setSystemTime`, sinon) is seen.
 */
export const systemClock: Clock = () => Date.now();
