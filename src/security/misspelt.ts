import { nearest } from '../options/did-you-mean.ts';
import { setupIncomplete } from './internals.ts';

/**
 * Refuses a name that is nearly one of ours, in an object that may have members of others: with
 * `permision` in the place of `permission` a page would be open. The first letter has to agree, so
 * that `source` is not taken for `resource`.
 *
 * @param place - what the object is, for the error: `'The config of a route'`
 * @throws ConfigurationError if there is such a name
 */
export function refuseMisspelt(given: object, known: readonly string[], place: string): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    if (meant !== null && meant[0] === name[0]?.toLowerCase())
      throw setupIncomplete(
        `${place} has "${name}": did you mean "${meant}"? Rename it if it is something else.`,
      );
  }
}
