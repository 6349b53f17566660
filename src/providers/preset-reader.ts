import { ownMembers } from '../base/own-members.ts';
import * as check from '../config/option-checks.ts';
import type { IssuerOptions } from '../config/issuers/issuer-options.ts';
import { readAddress } from '../keys/remote/address.ts';
import type { KeysLocation, RemoteKeysOptions } from '../keys/remote/remote-keys.ts';
import { remoteKeys } from '../keys/remote/remote-keys.ts';
import { collectFaults, throwIfAny } from '../options/configuration-error.ts';
import { boolean, EMPTY_LIST, OptionReader } from '../options/option-reader.ts';

/** What every preset takes. */
export interface PresetOptions {
  /**
   * The name of the issuer in principals and in the log. Default: the name of the preset. Two
   * tenants of one provider need two names.
   */
  readonly name?: string | undefined;
}

/** A host name in lower case, as issuers write it, perhaps with a port. */
export const HOST: RegExp = /^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/;

/** Reads the options of a preset, and makes an issuer of them. */
export class PresetReader {
  readonly #place: string;
  readonly #reader: OptionReader;
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #unknown: readonly string[];

  /**
   * @param place - the name of the preset
   * @param names - its options beside `name`
   * @throws ConfigurationError if the options are not an object
   */
  constructor(place: string, given: object, names: readonly string[]) {
    this.#place = place;
    this.#reader = new OptionReader(given, ['name', ...names], place);
    this.#unknown = this.#reader.faults.splice(0);
    this.#given = ownMembers(given as Record<string, unknown>);
  }

  /** Whether an option was written. */
  has(name: string): boolean {
    return this.#given[name] !== undefined;
  }

  /** Reports what no single option shows. */
  fault(text: string): void {
    this.#reader.faults.push(text);
  }

  /**
   * Reads a required string.
   *
   * @param what - what it is, for the fault
   * @param example - what it looks like, for the fault; it stands for a value that is wrong
   */
  text(name: string, pattern: RegExp, what: string, example: string): string {
    return this.#required(
      name,
      (given) => (typeof given === 'string' && pattern.test(given) ? given : undefined),
      example,
      `must be ${what}, such as '${example}'.`,
    );
  }

  /** Reads a required address, and returns it without a slash at its end. */
  address(name: string, example: string): string {
    const read = (given: unknown): string | undefined => {
      const url = readAddress(given);
      return url === null || url.search !== '' ? undefined : (given as string).replace(/\/+$/, '');
    };
    return this.#required(name, read, example, `must be an address such as '${example}'.`);
  }

  /** Reads a required string or list of strings. */
  strings(name: string, what: string): readonly string[] {
    const fault = `must be ${what}, or a list of that.`;
    return this.#required<readonly string[]>(name, check.audience, EMPTY_LIST, fault);
  }

  /** The same, or undefined if it was left out. */
  someStrings(name: string, what: string): readonly string[] | undefined {
    return this.has(name) ? this.strings(name, what) : undefined;
  }

  /** Reads one of some words. */
  choice<T extends string>(name: string, words: readonly [T, ...T[]]): T {
    const [usual] = words;
    const read = (given: unknown): T | undefined => words.find((word) => word === given);
    return this.#reader.read<T>(name, usual, read, `must be '${words.join("' or '")}'.`);
  }

  /** Reads a boolean that is false by default. */
  flag(name: string): boolean {
    return this.#reader.read(name, false, boolean, 'must be true or false.');
  }

  /**
   * Makes the issuer.
   *
   * @throws ConfigurationError naming every fault of the options with its cure
   */
  issuer(
    location: KeysLocation,
    options: RemoteKeysOptions,
    rules: Omit<IssuerOptions, 'name' | 'keys'>,
  ): IssuerOptions {
    const { name = this.#place.toLowerCase() } = this.#given as PresetOptions;
    const found = this.#reader.faults.map((fault) => `${this.#place}.${fault}`);
    const faults = [...this.#unknown, ...found];
    const keys = collectFaults(faults, () => remoteKeys(location, options));
    throwIfAny(faults);
    // The issuer is written out, so that an application may replace the keys.
    const { issuer } = location;
    return Object.freeze({ name, issuer, keys: keys as IssuerOptions['keys'], ...rules });
  }

  #required<T>(
    name: string,
    read: (given: unknown) => T | undefined,
    fallback: T,
    fault: string,
  ): T {
    if (!this.has(name)) this.fault(`${name} ${fault}`);
    return this.#reader.read(name, fallback, read, fault);
  }
}
