import { createSecurity } from '../config/create-security.ts';
import type { Settings } from '../config/load/load-settings.ts';
import { loadSettings } from '../config/load/load-settings.ts';
import type { Security } from '../security/security.ts';
import type { CommandInput } from './command.ts';
import { textOption } from './command.ts';

/** The options with which a command finds its settings. */
export const settingsOptions = {
  settings: { type: 'string' },
  section: { type: 'string' },
} as const;

/** The settings of a call: of the file that `--settings` names, and of the environment. */
export function settingsOf(input: CommandInput): Settings {
  return loadSettings({
    file: textOption(input, 'settings'),
    section: textOption(input, 'section'),
    env: input.env,
  });
}

/**
 * A security of the settings. Only `check` asks the audit; the other commands must work while one finds out what is wrong.
 *
 * @param expiration - stands in where the settings say none; who only reads tokens need not say how long new ones live
 */
export function securityOf(input: CommandInput, expiration: string | undefined): Security {
  return createSecurity({
    expiration,
    ...settingsOf(input).options,
    clock: input.now,
    audit: 'off',
  });
}

/** A security for commands that make no token. */
export function readingSecurityOf(input: CommandInput): Security {
  return securityOf(input, '15m');
}
