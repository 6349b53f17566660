import type { AuthenticationPolicy } from '../authn/policy.ts';

/** A security scheme of OpenAPI 3: where a request carries its token. */
export type OpenApiScheme = Readonly<Record<string, unknown>>;

/** Returns the scheme of a policy, or null for one that an application has written. */
function schemeOf({ kind, challenge, vary, session }: AuthenticationPolicy): OpenApiScheme | null {
  if (session !== null) return { type: 'apiKey', in: 'cookie', name: session.cookie.name };
  if (kind !== 'header') return null;
  // `vary` names the header; without it the header is Authorization.
  const name = vary ?? 'Authorization';
  if (name.toLowerCase() !== 'authorization') return { type: 'apiKey', in: 'header', name };
  if (challenge.toLowerCase() === 'bearer')
    return { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
  const description = `The scheme "${challenge}", a space and the token.`;
  return { type: 'apiKey', in: 'header', name, description };
}

/** Returns the schemes of policies, named by their kinds: `header`, `cookie`, `cookie2`. */
export function schemesOf(
  policies: readonly AuthenticationPolicy[],
): Readonly<Record<string, OpenApiScheme>> {
  const schemes = new Map<string, OpenApiScheme>();
  for (const policy of policies) {
    const scheme = schemeOf(policy);
    if (scheme === null) continue;
    let name = policy.kind;
    for (let count = 2; schemes.has(name); count++) name = `${policy.kind}${count}`;
    schemes.set(name, scheme);
  }
  return Object.fromEntries(schemes);
}
