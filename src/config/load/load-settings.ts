import { throwIfAny } from '../../options/configuration-error.ts';
import { unknownOptions } from '../../options/did-you-mean.ts';
import type { KeyOptions, PlainOptions } from '../options.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { readIni } from './ini.ts';
import type { Provenance } from './merge.ts';
import { mergeSettings } from './merge.ts';
import { optionsOf } from './setting-options.ts';
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

/** Settings that were read. Keys in them cannot be printed or copied. */
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
  const fromFile = file === undefined ? [] : readIni({ file, section, prefix }, faults);
  const others = fromFile.map(({ name }) => name);
  const raw = [...readEnvironment(env, prefix, others, faults), ...fromFile];
  const { values, provenance } = mergeSettings(raw, prefix, faults);
  const spell = (name: string): string =>
    file === undefined ? `${prefix}_${name}`.toUpperCase() : `${prefix}.${name}`;
  const policies = policiesOf(values, spell, faults);
  throwIfAny(faults, 'settings_invalid');
  const read = optionsOf(values, 'security', spell);
  if (policies !== null) read['policies'] = policies;
  const options: object = Object.freeze(read);
  return Object.freeze({ options: options as Settings['options'], provenance });
}
