import { throwIfAny } from '../../options/configuration-error.ts';
import { unknownOptions } from '../../options/did-you-mean.ts';
import type { KeyOptions, PlainOptions } from '../options.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { readIni } from './ini.ts';
import type { Provenance } from './merge.ts';
import { mergeSettings } from './merge.ts';
import { policiesOf } from './settings-policies.ts';

export type { Provenance } from './merge.ts';

/** Where settings are read from. */
export interface LoadSettingsOptions {
  /** The path of an ini file with keys such as `jwt.expiration`; none by default. */
  readonly file?: string | undefined;
  /** The section of the file, `'app:main'` by default. Keys before any section are read as well. */
  readonly section?: string | undefined;
  /** Variables such as `JWT_EXPIRATION`, which win over the file; `process.env` by default. */
  readonly env?: Environment | undefined;
  /** What all names begin with, without dot or underscore; `'jwt'` by default. */
  readonly prefix?: string | undefined;
}

/** Settings that were read. Neither member shows a key when it is printed. */
export interface Settings {
  /** Options for `createSecurity`. Only those that are set are there, at run time the keys too. */
  readonly options: KeyOptions & PlainOptions;
  /** Where each setting came from. */
  readonly provenance: readonly Provenance[];
}

const optionNames = Object.keys({
  file: true,
  section: true,
  env: true,
  prefix: true,
} satisfies Record<keyof LoadSettingsOptions, true>);
const PREFIX = /^[a-z]([a-z0-9_]*[a-z0-9])?$/i;

/**
 * What `console.log` calls. The symbol is in Node's registry, so that `node:util` is not needed.
 */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * Reads settings from an ini file and from the environment, which wins. Spread the options, so that
 * options in code win over both.
 *
 * @throws ConfigurationError `settings_invalid` with every fault of both sources: misspelt names,
 *   each with the one that was probably meant, and values that cannot be read
 * @throws ConfigurationError `options_invalid` for an unknown option of this function
 * @example
 * createSecurity({ ...loadSettings({ file: 'production.ini' }).options, callback, root });
 */
export function loadSettings(from: LoadSettingsOptions = {}): Settings {
  const optionFaults = unknownOptions(from, optionNames, 'loadSettings');
  const { file, section, env = process.env, prefix = 'jwt' } = from;
  if (!PREFIX.test(prefix))
    optionFaults.push("prefix is not a word such as 'jwt': use letters, digits and underscores.");
  throwIfAny(optionFaults);
  const faults: string[] = [];
  const raw = readEnvironment(env, prefix, faults);
  if (file !== undefined) raw.push(...readIni({ file, section, prefix }, faults));
  const { values, provenance } = mergeSettings(raw, prefix, faults);
  const policies = policiesOf(values, faults);
  throwIfAny(faults, 'settings_invalid');
  const read: Record<string, unknown> = policies === null ? {} : { policies };
  for (const { definition, value } of values)
    if (definition.target === 'security') read[definition.option] = value;
  const shown = hideKeys(read);
  const options = redacted<object>(read, shown) as Settings['options'];
  return redacted({ options, provenance }, { options: shown, provenance });
}

function hideKeys(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const shown = { ...options };
  for (const name of ['privateKey', 'publicKey']) if (name in shown) shown[name] = '(hidden)';
  return shown;
}

/**
 * Freezes the object and gives it a `toJSON` and an inspect method that show another one. Both are
 * not enumerable, so that `{ ...options }` does not copy them.
 */
function redacted<T extends object>(value: T, shown: object): Readonly<T> {
  Object.defineProperty(value, 'toJSON', { value: () => shown });
  Object.defineProperty(value, INSPECT, { value: () => shown });
  return Object.freeze(value);
}
