import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import type { OAuthTokenVerifier } from '@modelcontextprotocol/sdk/server/auth/provider.js';
import { describe, expect, it } from 'vitest';
import { authOf, bearerAuth } from '../../../src/adapters/mcp.ts';
import type { SecurityOptions } from '../../../src/index.ts';
import { AuthError, ConfigurationError } from '../../../src/index.ts';
import { others } from '../../support/providers.ts';
import { setUp } from '../../support/security.ts';

const audience = 'https://api.example.com/mcp';
const publish = { resource: audience };

function verifying(options: Partial<SecurityOptions> = {}) {
  const { security } = setUp({ audience, ...options });
  const { verifier } = bearerAuth(security, InvalidTokenError);
  const checked: OAuthTokenVerifier = verifier;
  return {
    verify: (token: string) => checked.verifyAccessToken(token),
    token: (claims: object) => security.createToken('alice', { ...claims }),
  };
}

describe('bearerAuth', () => {
  it('refuses a security that accepts tokens for any audience', () => {
    const { security } = setUp();
    expect(() => bearerAuth(security, InvalidTokenError)).toThrow(/set the option audience/);
  });

  it('takes a security for tokens of issuers, which always have an audience', () => {
    expect(bearerAuth(others().security, InvalidTokenError)).not.toHaveProperty(
      'resourceMetadataUrl',
    );
  });

  it('refuses what is no security, and what is no class of errors', () => {
    expect(() => bearerAuth({} as never, InvalidTokenError)).toThrow(ConfigurationError);
    const { security } = setUp({ audience });
    expect(() => bearerAuth(security, undefined as never)).toThrow(/InvalidTokenError/);
  });

  it('refuses an option that is none, and a limitedTokens that is neither true nor false', () => {
    const { security } = setUp({ audience });
    const make = (options: object) => () =>
      bearerAuth(security, InvalidTokenError, options as never);
    expect(make({ limited: true })).toThrow(/no option "limited"/);
    expect(make({ limitedTokens: 'false' })).toThrow(/limitedTokens must be true or false/);
  });

  it('names the address of the metadata', () => {
    const { security } = setUp({ audience, publish });
    expect(bearerAuth(security, InvalidTokenError).resourceMetadataUrl).toBe(
      'https://api.example.com/.well-known/oauth-protected-resource/mcp',
    );
  });

  it('describes a token as the SDK wants it', async () => {
    const { verify, token } = verifying({ publish });
    const text = await token({ scope: 'read write', client_id: 'robot' });
    const info = await verify(text);
    expect(info).toMatchObject({
      token: text,
      clientId: 'robot',
      scopes: ['read', 'write'],
      expiresAt: 1_700_000_060,
      resource: new URL(audience),
    });
    expect(authOf({ authInfo: info }).userId).toBe('alice');
  });

  it('tells no scopes of a limited token, because the SDK compares them without its limits', async () => {
    const { security } = setUp({ audience });
    const { verifier } = bearerAuth(security, InvalidTokenError, { limitedTokens: true });
    const scopesOf = async (options: object) => {
      const token = await security.createToken('alice', { scope: 'read write' }, options);
      return (await verifier.verifyAccessToken(token)).scopes;
    };
    expect(await scopesOf({ only: ['read'] })).toEqual([]);
    expect(await scopesOf({ resource: { name: 'report 7' } })).toEqual([]);
    expect(await scopesOf({})).toEqual(['read', 'write']);
  });

  it.each([
    [{ scp: ['read', 7, ''] }, ['read'], ''],
    [{ scp: 'read write', azp: 'web' }, ['read', 'write'], 'web'],
    [{ scope: 7, client_id: 7 }, [], ''],
    [{}, [], ''],
  ])('reads the scopes and the client of %j', async (claims, scopes, clientId) => {
    const { verify, token } = verifying();
    const info = await verify(await token(claims));
    expect(info).toMatchObject({ scopes, clientId });
    expect(info).not.toHaveProperty('resource');
  });

  it.each(['https://api.example.com', `${audience}/`, 'https://other.example.com/mcp'])(
    'names the resource only if the token does: not for the audience %s',
    async (accepted) => {
      const { verify, token } = verifying({ audience: accepted, publish });
      expect(await verify(await token({}))).not.toHaveProperty('resource');
    },
  );

  it('throws the error of the SDK for a refused token, without the reason', async () => {
    const other = setUp({ audience: 'https://other.example.com' });
    const { verify } = verifying();
    for (const token of ['', 'a.b.c', await other.security.createToken('alice')]) {
      const error: unknown = await verify(token).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InvalidTokenError);
      expect((error as Error).message).not.toMatch(/audience|compact|example/);
    }
  });

  it('throws another error if the user cannot be looked up: the token is not at fault', async () => {
    const callback = (): never => {
      throw new Error('The table is gone.');
    };
    const { verify, token } = verifying({ callback });
    await expect(verify(await token({}))).rejects.toBeInstanceOf(AuthError);
  });
});

describe('authOf', () => {
  it('throws if bearerAuth did not see the request', () => {
    for (const extra of [{}, { authInfo: {} }, { authInfo: { extra: { auth: {} } } }])
      expect(() => authOf(extra)).toThrow(/requireBearerAuth/);
  });
});
