/**
 * What is thrown when something the application wrote (an option, a setting, a key, an ACL) cannot be right.
 *
 * It is raised when things are built, not while a request waits, and it names every fault at once, each with its cure.
 * No message carries a secret.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  /** Each fault in one sentence, in the order in which they were found. */
  readonly faults: readonly string[];

  constructor(faults: string | readonly string[]) {
    const list = typeof faults === 'string' ? [faults] : [...faults];
    super(
      list.length === 1
        ? list[0]
        : `${list.length} faults:\n${list.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = Object.freeze(list);
  }
}

/** Throws what was collected, when there is anything. */
export function throwIfAny(faults: readonly string[]): void {
  if (faults.length > 0) throw new ConfigurationError(faults);
}

/** Runs one step of a set-up and adds its faults to the list, so that all are told at once; `null` when the step had faults. */
export function collectFaults<T>(faults: string[], step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    faults.push(...error.faults);
    return null;
  }
}
