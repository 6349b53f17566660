import { ConfigurationError } from '../options/configuration-error.ts';

/**
 * Refuses an option of `authenticate` that means nothing for an entry point, because one that was
 * ignored would look like a protection.
 *
 * @param where - the entry point, why it has no such option, and what to write instead
 * @throws ConfigurationError if the option is given
 */
export function refuseOption(options: object, name: string, where: string): void {
  if (name in options)
    throw new ConfigurationError(`${name} is no option of authenticate in ${where}`);
}
