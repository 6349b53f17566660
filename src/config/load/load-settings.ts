import { throwIfAny } from '../../options/configuration-error.ts';
import { unknownOptions } from '../../options/did-you-mean.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { readIni } from './ini.ts';
import { mergeSettings } from './merge.ts';
import type { Provenance } from './merge.ts';
import type { SecurityOptions } from '../options.ts';
import { policiesOf } from './settings-policies.ts';

export type { Provenance } from './merge.ts';

/** Where settings are looked for. */
export interface LoadSettingsOptions {
  /** An ini file; its keys begin with `jwt.`. */
  readonly file?: string | undefined;
  /** The section of the file: `'app:main'`; keys before any section count too. */
  readonly section?: string | undefined;
  /** The environment, whose names begin with `JWT_`; it wins over the file. `process.env` when left out. */
  readonly env?: Environment | undefined;
  /** What the names begin with, without dot or underscore; `'jwt'`. */
  readonly prefix?: string | undefined;
}

/** Settings as they were read: options for `createSecurity`, and where each came from. Printed, neither shows a key. */
export interface Settings {
  readonly options: SecurityOptions;
  readonly provenance: readonly Provenance[];
}

/** What `console.log` asks, by the name under which Node documents it, so that nothing has to be loaded for it. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const OPTIONS = ['file', 'section', 'env', 'prefix'];
const PREFIX = /^[a-z]([a-z0-9_]*[a-z0-9])?$/i;

/**
 * Reads the settings of an ini file and of the environment; options that code adds win over both.
 *
 * @throws ConfigurationError naming every fault of both sources: unknown names with the nearest known one, values that cannot be read
 * @example
 * createSecurity({ ...loadSettings({ file: 'production.ini' }).options, callback, root });
 */
export function loadSettings(given: LoadSettingsOptions = {}): Settings {
  const faults = unknownOptions(given, OPTIONS, 'loadSettings');
  const { file, section, env = process.env, prefix = 'jwt' } = given;
  if (!PREFIX.test(prefix)) faults.push("prefix is a word such as 'jwt', with nothing behind it.");
  throwIfAny(faults);
  const raw = readEnvironment(env, prefix, faults);
  if (file !== undefined) raw.push(...readIni({ file, section, prefix }, faults));
  const { values, provenance } = mergeSettings(raw, prefix, faults);
  const policies = policiesOf(values, faults);
  throwIfAny(faults);
  const options: Record<string, unknown> = policies === null ? {} : { policies };
  for (const { setting, value } of values)
    if (setting.target === 'security') options[setting.option] = value;
  return discreet(
    { options: discreet(options, hidden(options)), provenance },
    { options: hidden(options), provenance },
  );
}

function hidden(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const shown = { ...options };
  for (const name of ['privateKey', 'publicKey']) if (name in shown) shown[name] = '(hidden)';
  return shown;
}

/** Frozen, and printed as something else. What does that is not enumerable, so that a spread leaves it behind. */
function discreet<T extends object>(value: T, shown: object): Readonly<T> {
  Object.defineProperty(value, 'toJSON', { value: () => shown });
  Object.defineProperty(value, INSPECT, { value: () => shown });
  return Object.freeze(value);
}
