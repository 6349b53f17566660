interface Uses {
  readonly count: number;
  readonly until: number | null;
}

/** How often tokens were used, of those that may be used a limited number of times. */
export class UseCounts {
  readonly #uses = new Map<string, Uses>();

  /** Counts one use, and returns whether it is within `most`. */
  count(id: string, most: number, until: number | null): boolean {
    const count = (this.#uses.get(id)?.count ?? 0) + 1;
    if (count > most) return false;
    this.#uses.set(id, { count, until });
    return true;
  }

  purge(before: number): void {
    for (const [id, { until }] of this.#uses)
      if (until !== null && until < before) this.#uses.delete(id);
  }
}
