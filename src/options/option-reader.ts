import { throwIfAny } from './configuration-error.ts';
import { unknownOptions } from './did-you-mean.ts';

/** What counts for a list that is left out. */
export const EMPTY_LIST: readonly never[] = /* @__PURE__ */ Object.freeze([]);

/** Takes the options of one factory one by one and collects what is wrong with them, so that all faults are told at once. */
export class OptionReader {
  readonly faults: string[];
  readonly #given: Readonly<Record<string, unknown>>;

  /**
   * @param place - whose options they are, for the faults: `'cookiePolicy'`
   * @throws ConfigurationError when they are no options at all
   */
  constructor(given: object, known: readonly string[], place: string) {
    this.faults = unknownOptions(given, known, place);
    this.#given = given as Record<string, unknown>;
  }

  /**
   * One option as it was understood.
   *
   * @param fallback - what counts when it is left out, and beside its fault
   * @param read - what it means, or `undefined` when it is none
   * @param fault - what is wrong then, with its cure, behind the name of the option
   */
  read<T>(name: string, fallback: T, read: (value: unknown) => T | undefined, fault: string): T {
    const value = this.#given[name];
    if (value === undefined) return fallback;
    const understood = read(value);
    if (understood === undefined) this.faults.push(`${name} ${fault}`);
    return understood ?? fallback;
  }

  /** @throws ConfigurationError when anything was wrong */
  throwFaults(): void {
    throwIfAny(this.faults);
  }
}

/** Reads a boolean. */
export function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** Reads a function. */
export function func<F>(value: unknown): F | undefined {
  return typeof value === 'function' ? (value as F) : undefined;
}

/** Reads a list whose items are all of a kind, each of them once. */
export function list<T>(
  isItem: (item: unknown) => item is T,
): (value: unknown) => readonly T[] | undefined {
  return (value) =>
    Array.isArray(value) && [...value].every(isItem)
      ? Object.freeze([...new Set(value)])
      : undefined;
}

/** Whether a value is a text with something in it. */
export function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
