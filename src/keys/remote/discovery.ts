import { isLoopback, metadataAddresses, readAddress } from './address.ts';
import type { Fetch, JsonAnswer } from './fetch-json.ts';
import { fetchJson, StatusError } from './fetch-json.ts';

/**
 * Finds the address of an issuer's JWK Set (OpenID Connect Discovery §4, RFC 8414 §3).
 *
 * @throws Error that says what is wrong with the metadata
 */
export async function discover(fetch: Fetch, issuer: string, signal: AbortSignal): Promise<string> {
  const { body } = await metadataOf(fetch, issuer, signal);
  // Discovery §4.3: equal, character by character. Else one issuer could answer for another.
  if (!Object.hasOwn(body, 'issuer') || body['issuer'] !== issuer)
    throw new Error(
      `The metadata of ${issuer} names another issuer: write it as the metadata does`,
    );
  const given = Object.hasOwn(body, 'jwks_uri') ? body['jwks_uri'] : undefined;
  const url = readAddress(given);
  // Only a server of this machine may name an address of this machine.
  if (url === null || (url.protocol === 'http:' && !isLoopback(new URL(issuer))))
    throw new Error(`The metadata of ${issuer} has no jwks_uri with https`);
  return url.href;
}

/** The metadata at the first address that has some. */
async function metadataOf(fetch: Fetch, issuer: string, signal: AbortSignal): Promise<JsonAnswer> {
  const [first, second] = metadataAddresses(issuer) as [string, string];
  try {
    return await fetchJson(fetch, first, signal);
  } catch (error) {
    if (!(error instanceof StatusError) || error.status !== 404) throw error;
    return fetchJson(fetch, second, signal);
  }
}
