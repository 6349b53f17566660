/** A principal that ends by itself: a role for one day, an invitation, a support case. */
export interface EndingPrincipal {
  readonly principal: string;
  /** From this time on it is not a principal any more. */
  readonly until: Date;
}

/** When one of several principals ends. */
export interface PrincipalEnd {
  /** Its place in the list. */
  readonly at: number;
  /** In milliseconds since 1970. */
  readonly until: number;
}

/** The principals of a user of which some end by themselves. */
export interface Grants {
  /** All of them, ended or not, in their order. */
  readonly all: readonly string[];
  readonly ends: readonly PrincipalEnd[];
}

/**
 * Returns the principals that have not ended. A clock that returns NaN ends them all.
 *
 * @param now - in milliseconds since 1970
 */
export function inForce({ all, ends }: Grants, now: number): readonly string[] {
  const ended = new Set(ends.filter(({ until }) => !(now < until)).map(({ at }) => at));
  return ended.size === 0 ? all : all.filter((_, at) => !ended.has(at));
}

/** Returns when the next of the principals ends, in milliseconds since 1970; Infinity for never. */
export function nextEnd({ ends }: Grants, now: number): number {
  return Math.min(...ends.map(({ until }) => until).filter((until) => until > now));
}
