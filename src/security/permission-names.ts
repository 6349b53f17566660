import { ConfigurationError } from '../options/configuration-error.ts';
import { nearest } from '../options/did-you-mean.ts';

/**
 * Checks that a permission is one of the option `permissions`.
 *
 * @throws ConfigurationError that names the nearest one
 */
export function assertPermission(permission: unknown, permissions: readonly string[]): void {
  if (permissions.includes(permission as string)) return;
  throw new ConfigurationError(unknownPermission(permission, permissions));
}

/** Says that a permission is not in the option `permissions`, and which one was meant. */
export function unknownPermission(permission: unknown, permissions: readonly string[]): string {
  const name = String(permission).slice(0, 80);
  const meant = nearest(name, permissions);
  const cure =
    meant === null ? `the permissions are ${permissions.join(', ')}` : `did you mean '${meant}'?`;
  return `The permission ${JSON.stringify(name)} is not in the option permissions: ${cure}`;
}
