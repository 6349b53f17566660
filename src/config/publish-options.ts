import { parseUrl } from '../base/parse-url.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Key } from '../keys/key-set.ts';
import { ownMembers } from '../base/own-members.ts';
import { isNonEmptyString, list, OptionReader } from '../options/option-reader.ts';
import type { PublishSettings } from '../security/published.ts';
import { isObject } from './option-checks.ts';
import { isPublicUrl, metadataUrlOf } from './publish-url.ts';

/** What the option `publish` takes. */
export interface PublishOptions {
  /**
   * The URL of this API, which makes it a protected resource (RFC 9728): clients find by it who
   * issues tokens. Written as clients write it; `http:` only for the machine itself.
   */
  readonly resource?: string | undefined;
  /**
   * The authorization servers from which clients get tokens for it. Default: the `issuer` of each
   * of `issuers` or of `remoteKeys`, if it is a URL.
   */
  readonly authorizationServers?: readonly string[] | undefined;
  /** The name of the API for people. Default: none. */
  readonly name?: string | undefined;
  /** The URL of a page for developers. Default: none. */
  readonly documentation?: string | undefined;
  /** The path of the public keys of own tokens: `'/.well-known/jwks.json'`. Default: none. */
  readonly jwks?: string | undefined;
}

const OPTIONS = Object.keys({
  resource: true,
  authorizationServers: true,
  name: true,
  documentation: true,
  jwks: true,
} satisfies Record<keyof PublishOptions, true>);

/** What is known of the other options. */
interface Known {
  /** Who issues the tokens that others make. */
  readonly issuers: readonly string[];
  readonly scopes: readonly string[];
  readonly policies: readonly AuthenticationPolicy[];
  readonly keys: readonly Key[];
}

/**
 * Reads the option `publish`.
 *
 * @param faults - receives one sentence for each mistake
 */
export function readPublish(
  given: unknown,
  known: Known,
  faults: string[],
): PublishSettings | null {
  if (given === undefined) return null;
  if (!isObject(given) || Array.isArray(given)) {
    faults.push("publish must be an object such as { resource: 'https://api.example.com' }.");
    return null;
  }
  const reader = new OptionReader(given, OPTIONS, 'publish of createSecurity');
  const unknown = reader.faults.splice(0);
  const jwks = reader.read<string | null>('jwks', null, pathIn, NO_PATH);
  const metadata = readMetadata(reader, given, known);
  const areKeysRead = known.keys.length > 0 || faults.length === 0;
  if (jwks !== null && areKeysRead && !known.keys.some(isPair))
    reader.faults.push(
      'jwks has nothing to publish: no key pair of your own signs tokens. Use a pair, or leave it out.',
    );
  if (jwks !== null && jwks === metadata?.path)
    reader.faults.push('jwks is the path of the metadata: choose another.');
  if (jwks === null && metadata === null && unknown.length + reader.faults.length === 0)
    faults.push('publish has neither resource nor jwks: set one, or leave it out.');
  faults.push(...unknown, ...reader.faults.map((fault) => `publish.${fault}`));
  return { jwks, metadata };
}

const NO_PATH = "must be a path such as '/.well-known/jwks.json', without query and fragment.";
const NO_URL =
  "must be a URL as new URL(…).href writes it, with https: and without user, query and fragment: 'https://api.example.com/v1'.";

/** The metadata of RFC 9728 §2. The keys of own tokens are none of its `jwks_uri`. */
function readMetadata(
  reader: OptionReader,
  given: object,
  { issuers, scopes, policies }: Known,
): PublishSettings['metadata'] {
  const resource = reader.read<string | null>('resource', null, publicUrl, NO_URL);
  const servers = reader.read<readonly string[]>(
    'authorizationServers',
    issuers.filter(isPublicUrl),
    list(isPublicUrl),
    `must be a list of URLs, of which each ${NO_URL}`,
  );
  const name = reader.read<string | null>('name', null, nameOf, 'must be a string.');
  const documentation = reader.read<string | null>('documentation', null, pageUrl, NO_PAGE);
  if (ownMembers(given as PublishOptions).resource === undefined)
    for (const one of ['authorizationServers', 'name', 'documentation'])
      if (Object.hasOwn(given, one))
        reader.faults.push(`${one} describes a resource: set publish.resource too.`);
  if (resource === null) return null;
  const content = {
    resource,
    ...(servers.length > 0 && { authorization_servers: servers }),
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    ...(policies.some(readsBearer) && { bearer_methods_supported: ['header'] }),
    ...(name !== null && { resource_name: name }),
    ...(documentation !== null && { resource_documentation: documentation }),
  };
  const url = metadataUrlOf(resource);
  return { resource, path: new URL(url).pathname, url, content };
}

const NO_PAGE = 'must be the URL of a page.';

/** Whether a policy reads `Authorization: Bearer` (RFC 6750 §2.1). */
function readsBearer({ kind, challenge }: AuthenticationPolicy): boolean {
  return kind === 'header' && challenge.toLowerCase() === 'bearer';
}

export function isPair({ signingKey, verifyingKey }: Key): boolean {
  return signingKey !== null && verifyingKey.type === 'public';
}

function publicUrl(given: unknown): string | undefined {
  return isPublicUrl(given) ? given : undefined;
}

function pageUrl(given: unknown): string | undefined {
  return isNonEmptyString(given) && /^https?:\/\//.test(given) && parseUrl(given) !== null
    ? given
    : undefined;
}

function nameOf(given: unknown): string | undefined {
  return isNonEmptyString(given) ? given : undefined;
}

function pathIn(given: unknown): string | undefined {
  if (!isNonEmptyString(given) || given === '/') return undefined;
  return parseUrl(given, 'https://a')?.pathname === given ? given : undefined;
}
