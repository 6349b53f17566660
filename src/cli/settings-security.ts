import { createSecurity } from '../config/create-security.ts';
import type { Settings } from '../config/load/load-settings.ts';
import { loadSettings } from '../config/load/load-settings.ts';
import type { Security } from '../security/security.ts';
import type { CommandInput, CommandOption } from './command.ts';
import { optionOf, UsageError } from './command.ts';

/** The options that name a command's settings. */
export const settingsOptions: Readonly<Record<string, CommandOption>> = {
  settings: { value: 'FILE', help: 'Ini file with settings; JWT_* variables win over it' },
  section: { value: 'NAME', help: 'Section of the file (default: app:main)' },
};

/** Reads the settings of the environment and of the file that `--settings` names. */
export function readSettings(input: CommandInput): Settings {
  return loadSettings({
    file: optionOf(input, 'settings'),
    section: optionOf(input, 'section'),
    env: input.env,
  });
}

/**
 * Returns the options of the settings.
 *
 * @throws UsageError if there are no settings at all
 */
export function requireSettings(input: CommandInput): Settings['options'] {
  const { options, provenance } = readSettings(input);
  if (provenance.length > 0) return options;
  throw new UsageError(
    'There are no settings: set JWT_PRIVATE_KEY, or name an ini file with --settings.',
  );
}

/**
 * Makes a security of the settings. The audit is off, because commands must work while one finds
 * out what is wrong: only `check` reports its findings.
 */
export function securityOf(input: CommandInput): Security {
  return createSecurity({ ...requireSettings(input), clock: input.now, audit: 'off' });
}
