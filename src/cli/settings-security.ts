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

/**
 * Reads the settings of the environment and of the file that `--settings` names.
 *
 * @throws UsageError if there are no settings at all
 */
export function readSettings(input: CommandInput): Settings {
  const settings = loadSettings({
    file: optionOf(input, 'settings'),
    section: optionOf(input, 'section'),
    env: input.env,
  });
  if (settings.provenance.length > 0) return settings;
  throw new UsageError(
    'There are no settings: set JWT_PRIVATE_KEY ("npx pyramidion secret" prints a secret), or name ' +
      'an ini file with --settings.',
  );
}

/**
 * Makes a security of the settings. The audit is off, because commands must work while one finds
 * out what is wrong: only `check` reports its findings.
 */
export function securityOf(input: CommandInput): Security {
  return createSecurity({ ...readSettings(input).options, clock: input.now, audit: 'off' });
}
