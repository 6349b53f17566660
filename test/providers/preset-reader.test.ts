import { describe, expect, it } from 'vitest';
import { createSecurity, remoteKeys } from '../../src/index.ts';
import { auth0, entra, google } from '../../src/providers.ts';
import { testIssuer } from '../../src/testing.ts';
import { faultsOf } from '../keys/sample-keys.ts';

const audience = 'https://api.example.com';
const domain = 'example.eu.auth0.com';

describe('a preset', () => {
  it('reports all faults of its options and of those of remoteKeys together', () => {
    const options = { domain: 7, audience: [], clients: '', profile: 'rfc', tenant: 1 };
    const faults = faultsOf(() => auth0(options as never, { timeout: '1h' }));
    expect(faults).toHaveLength(6);
    expect(faults.join()).toMatch(/tenant.*auth0\.domain.*auth0\.profile.*timeout/);
  });

  it.each([null, undefined, 'example.eu.auth0.com'])('rejects %j in place of options', (given) => {
    expect(faultsOf(() => auth0(given as never))).not.toEqual([]);
  });

  it('does not read inherited options', () => {
    const inherited = Object.create({ audience }) as { domain: string; audience: string };
    inherited.domain = domain;
    expect(faultsOf(() => auth0(inherited))).toEqual([expect.stringContaining('auth0.audience')]);
  });

  it('has a name, which another tenant of the provider needs', () => {
    const issuers = [
      auth0({ domain, audience }),
      auth0({ domain: 'partner.us.auth0.com', audience, name: 'partner' }),
      google({ clientId: 'web' }),
    ];
    expect(issuers.map(({ name }) => name)).toEqual(['auth0', 'partner', 'google']);
    expect(faultsOf(() => createSecurity({ issuers }))).toEqual([]);
    const twins = [issuers[0] as (typeof issuers)[0], auth0({ domain: 'b.auth0.com', audience })];
    expect(faultsOf(() => createSecurity({ issuers: twins })).join()).toContain('issuers[1].name');
  });

  it('keeps its issuer when an application replaces the keys', async () => {
    const tenantId = '11111111-2222-3333-4444-555555555555';
    const iss = `https://login.microsoftonline.com/${tenantId}/v2.0`;
    const jwksUrl = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';
    const provider = await testIssuer({ issuer: iss, jwksUrl, claims: { aud: audience } });
    const keys = remoteKeys({ jwksUrl }, { fetch: provider.fetch });
    const security = createSecurity({ issuers: [{ ...entra({ tenantId, audience }), keys }] });
    const auth = await security.authenticateToken(await provider.token({ oid: 'o', azp: 'web' }));
    expect(auth.principals).toContain('user@entra:o');
    expect(provider.fetches).toEqual({ metadata: 0, keys: 1 });
  });

  it('is an object to which rules may be added', () => {
    const tenantId = '11111111-2222-3333-4444-555555555555';
    const issuer = { ...entra({ tenantId, audience }), maxTokenAge: '2h', userIdClaim: 'sub' };
    expect(faultsOf(() => createSecurity({ issuers: [issuer as never] }))).toEqual([]);
  });
});
