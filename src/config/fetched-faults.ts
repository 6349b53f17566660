import type { FetchedKeys } from '../keys/key-source.ts';

/**
 * Returns what fetched keys lack. A provider signs for many applications, so that its signature
 * alone does not say that a token is meant for this one (RFC 8725 §3.8, §3.9).
 */
export function fetchedFaults(
  checked: {
    readonly fetched: FetchedKeys | null;
    readonly issuers: readonly string[];
    readonly audience: readonly string[];
  },
  given: { readonly issuer?: unknown; readonly audience?: unknown; readonly algorithm?: unknown },
): string[] {
  const { fetched, issuers, audience } = checked;
  if (fetched === null) return [];
  const faults: string[] = [];
  if (issuers.length === 0 && given.issuer === undefined)
    faults.push(
      'issuer is missing, and remoteKeys has only an address: set it to the iss of the tokens.',
    );
  if (audience.length === 0 && given.audience === undefined)
    faults.push(
      'audience is missing, and the provider signs for other applications too: set it to the aud ' +
        'that names this one.',
    );
  if (given.algorithm !== undefined)
    faults.push(
      "algorithm is for keys of your own: write remoteKeys({ … }, { algorithms: ['RS256'] }).",
    );
  return faults;
}
