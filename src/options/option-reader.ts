import { ownMembers } from '../base/own-members.ts';
import { throwIfAny } from './configuration-error.ts';
import { unknownOptions } from './did-you-mean.ts';
import { inWordsOf } from './option-names.ts';
import { nearestOption } from './synonyms.ts';

/** The value of a list that is left out. */
export const EMPTY_LIST: readonly never[] = /* @__PURE__ */ Object.freeze([]);

/**
 * Reads the options of one function and collects what is wrong, so that all is reported at once.
 */
export class OptionReader {
  readonly faults: string[];
  readonly #given: Readonly<Record<string, unknown>>;

  /**
   * @param known - the names of all options
   * @param place - the function that takes the options, for the faults: `'cookiePolicy'`
   * @throws ConfigurationError `options_invalid` if the options are not an object
   */
  constructor(given: object, known: readonly string[], place: string) {
    this.faults = unknownOptions(given, known, place, nearestOption);
    this.#given = ownMembers(given as Record<string, unknown>);
  }

  /**
   * Reads one option.
   *
   * @param fallback - the value if the option is left out or wrong
   * @param read - returns the value, or undefined if what is given is wrong
   * @param fault - what is wrong then and how to mend it; it follows the name of the option
   */
  read<T>(name: string, fallback: T, read: (given: unknown) => T | undefined, fault: string): T {
    const given = this.#given[name];
    if (given === undefined) return fallback;
    const value = read(given);
    if (value === undefined) this.faults.push(`${name} ${fault}`);
    return value ?? fallback;
  }

  /**
   * @throws ConfigurationError `options_invalid` with all faults, if there are any. An option that
   *   is a setting has the name of the setting.
   */
  throwFaults(): void {
    throwIfAny(this.faults.map((fault) => inWordsOf(this.#given, fault)));
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

/**
 * Makes a reader of a list of items of one kind. The list it returns is frozen, without
 * repetitions.
 */
export function list<T>(
  isItem: (item: unknown) => item is T,
): (value: unknown) => readonly T[] | undefined {
  return (value) =>
    Array.isArray(value) && [...value].every(isItem)
      ? Object.freeze([...new Set(value)])
      : undefined;
}

/** Whether a value is a string that is not empty. */
export function isNonEmptyString(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
