import { ownMember } from '../base/own-members.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';

const OPTIONS: readonly string[] = ['onRefused'];

/**
 * Returns `onRefused` of the options of `authenticate` or of a guard, when the application starts:
 * a misspelt one would leave refusals to the default answer, and another value would fail at the
 * first refusal.
 *
 * @param place - what took the options
 * @param known - the names of all options of that place
 * @throws ConfigurationError for another option, or if it is not a function
 */
export function readOnRefused<F>(
  options: { readonly onRefused?: F | undefined } | undefined,
  place: string,
  known: readonly string[] = OPTIONS,
): F | undefined {
  if (options === undefined) return undefined;
  const [unknown] = unknownOptions(options, known, place);
  if (unknown !== undefined) throw new ConfigurationError(unknown);
  const onRefused = ownMember(options, 'onRefused');
  if (onRefused !== undefined && typeof onRefused !== 'function')
    throw new ConfigurationError(`onRefused of ${place} must be a function.`);
  return onRefused;
}
