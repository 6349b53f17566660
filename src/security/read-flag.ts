import { ownMember } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';

/**
 * Returns an option of `authenticate` that is true or false; false without it.
 *
 * @throws ConfigurationError for another value: 'false' would switch it on
 */
export function readFlag<N extends string>(
  options: { readonly [K in N]?: boolean | undefined },
  name: N,
): boolean {
  const value: unknown = ownMember(options, name) ?? false;
  if (typeof value === 'boolean') return value;
  throw new ConfigurationError(`${name} of authenticate must be true or false.`);
}
