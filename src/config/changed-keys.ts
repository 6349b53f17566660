import type { Key } from '../keys/key-set.ts';
import { untilFaults } from '../keys/until.ts';
import { throwIfAny } from '../options/configuration-error.ts';
import type { CheckedOptions } from './checked-options.ts';
import { sharedKeyFaults } from './issuers/read-issuers.ts';
import { isPair } from './publish-options.ts';

/**
 * Checks keys that take the place of others while the process runs, as `checkOptions` does at the
 * start.
 *
 * @param now - in seconds since 1970
 * @throws ConfigurationError naming every fault
 */
export function checkChangedKeys(
  keys: readonly Key[],
  { otherIssuers, publish }: Pick<CheckedOptions, 'otherIssuers' | 'publish'>,
  now: number,
): void {
  const hasNone = (publish?.jwks ?? null) !== null && !keys.some(isPair);
  throwIfAny([
    ...untilFaults(keys, now),
    ...sharedKeyFaults(otherIssuers, { keys }),
    ...(hasNone ? ['publish.jwks has nothing to publish: the file has no key pair.'] : []),
  ]);
}
