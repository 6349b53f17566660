import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guardTools } from '../../../src/adapters/mcp.ts';
import { Allow, Authenticated, createSecurity } from '../../../src/index.ts';
import type { AuthContext, SecurityOptions } from '../../../src/index.ts';
import { expiredToken, tamperedToken, tokenOfOtherKey } from '../../../src/testing.ts';
import { claimsIn, handMade, login, SECRET, tokenIn } from '../../support/security.ts';
import { bearerField, ISSUER, startSite } from './site.ts';
import type { Site } from './site.ts';

let site: Site;
let ran = 0;

function server(): McpServer {
  const made = new McpServer({ name: 'a', version: '1' });
  guardTools(made, { acl: [[Allow, Authenticated, 'run']] });
  made.registerTool('run', {}, () => {
    ran++;
    return { content: [{ type: 'text', text: 'ran' }] };
  });
  return made;
}

beforeAll(async () => {
  const callback: SecurityOptions['callback'] = (userId) => (userId === 'nobody' ? null : []);
  site = await startSite({ server, security: { callback } });
});
afterAll(() => site.close());
beforeEach(() => {
  ran = 0;
  site.events.length = 0;
});

type Fields = readonly (readonly [string, string])[];
type FieldsOf = () => Fields | Promise<Fields>;

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'run' } };
const call = async (fields: Fields, path = '/mcp') => site.send(fields, { message: CALL, path });
const good = (): Promise<string> => site.security.createToken('alice');
const now = (): number => Math.floor(Date.now() / 1000);
const by = (make: () => string | Promise<string>): FieldsOf => {
  return async () => bearerField(await make());
};
const asAlice = async (): Promise<AuthContext> => site.security.authenticateToken(await good());
/** A good token with other claims, signed by nothing of this library. */
const changed = (more: () => object, header?: object): FieldsOf =>
  by(async () => handMade({ ...claimsIn(await good()), ...more() }, header));
const other = (options: Partial<SecurityOptions>): Promise<string> =>
  createSecurity({
    privateKey: SECRET,
    expiration: '5m',
    issuer: ISSUER,
    audience: site.url.href,
    ...options,
  }).createToken('alice');

const ACCEPTED: Record<string, FieldsOf> = {
  'a token of a user': by(good),
  'a token made by another library': changed(() => ({})),
  'the scheme in lower case': async () => [['Authorization', `bearer ${await good()}`]],
  'the name of the field in another case': async () => [
    ['aUTHORIZATION', `Bearer ${await good()}`],
  ],
  'a token for several audiences': changed(() => ({
    aud: ['https://other.example.com', site.url.href],
  })),
  'a token beside a cookie, which is not looked at': async () => [
    ...bearerField(await good()),
    ['Cookie', '__Host-Http-Authorization=a.b.c'],
  ],
};

/** With the code that the log has; null where the SDK refuses before the token is looked at. */
const REFUSED: Record<string, [code: string | null, fields: FieldsOf]> = {
  'no credential': [null, () => []],
  'an empty field': [null, () => [['Authorization', '']]],
  'a scheme without a token': [null, () => [['Authorization', 'Bearer']]],
  'a token without a scheme': [null, async () => [['Authorization', await good()]]],
  'a password (Basic)': [null, () => [['Authorization', 'Basic YWxpY2U6c2VjcmV0']]],
  'another scheme': [null, async () => [['Authorization', `DPoP ${await good()}`]]],
  'a token in another field': [null, async () => [['X-Authorization', `Bearer ${await good()}`]]],
  'a session cookie': [null, async () => [['Cookie', await login(site)]]],
  'what is no token': ['token_malformed', by(() => 'abc')],
  'a token with a part more': ['token_malformed', by(async () => `${await good()}.x`)],
  'a token that has expired': ['token_expired', by(() => expiredToken(site.security, 'alice'))],
  'a token that is not valid yet': ['token_not_yet_valid', changed(() => ({ nbf: now() + 60 }))],
  'a token of another key': [
    'token_signature_invalid',
    by(() => tokenOfOtherKey(site.security, 'alice')),
  ],
  'a token that was changed after it was signed': [
    'token_signature_invalid',
    by(() => tamperedToken(site.security, 'alice')),
  ],
  'a token with the algorithm none': [
    'token_algorithm_refused',
    changed(() => ({}), { alg: 'none', typ: 'JWT' }),
  ],
  'a token of another issuer': [
    'token_issuer_mismatch',
    by(() => other({ issuer: 'https://evil.example.com' })),
  ],
  'a token without an issuer': ['token_issuer_mismatch', changed(() => ({ iss: undefined }))],
  'a token for another server': [
    'token_audience_mismatch',
    by(() => other({ audience: 'https://other.example.com/mcp' })),
  ],
  'a token for the origin of the server': [
    'token_audience_mismatch',
    by(() => other({ audience: site.url.origin })),
  ],
  'a token for no audience': ['token_audience_mismatch', changed(() => ({ aud: undefined }))],
  'a token without a user': ['token_claims_invalid', changed(() => ({ sub: undefined }))],
  'a token of a user that the callback does not know': [
    'user_unknown',
    by(() => site.security.createToken('nobody')),
  ],
  'a token that is too long': ['token_too_large', changed(() => ({ a: 'a'.repeat(9000) }))],
  'the token of a session cookie': [
    'token_type_refused',
    by(async () => tokenIn(await login(site))),
  ],
  'a refresh token': [
    'token_type_refused',
    by(async () => (await site.security.issueTokens('alice')).refresh_token),
  ],
  'a ticket': [
    'token_type_refused',
    by(async () => {
      const report = { name: 'report 7', acl: [[Allow, Authenticated, 'run']] } as const;
      return (await asAlice()).ticket('run', report as never);
    }),
  ],
  'a token that was revoked': [
    'token_revoked',
    by(async () => {
      const token = await good();
      await site.security.revokeToken(token);
      return token;
    }),
  ],
  'a token whose session has ended': [
    'token_revoked',
    by(async () => {
      const { access_token } = await site.security.issueTokens('bob');
      const { session } = await site.security.authenticateToken(access_token);
      await site.security.revokeSession(session?.id ?? '');
      return access_token;
    }),
  ],
  'a token of a user who was logged out everywhere': [
    'token_revoked',
    by(async () => {
      const token = await site.security.createToken('carol');
      await site.security.revokeUser('carol');
      return token;
    }),
  ],
};

describe('the credential of an MCP request', () => {
  it.each(Object.keys(ACCEPTED))('accepts %s', async (name) => {
    const { status, body } = await call(await (ACCEPTED[name] as FieldsOf)());
    expect([status, body.includes('"text":"ran"'), ran]).toEqual([200, true, 1]);
  });

  it.each(Object.keys(REFUSED))(
    'refuses %s with 401 and the address of the metadata, and runs nothing',
    async (name) => {
      const [code, fieldsOf] = REFUSED[name] as [string | null, FieldsOf];
      const reply = await call(await fieldsOf());
      const challenge = new Map(reply.headers.map(([key, value]) => [key.toLowerCase(), value]));
      expect([reply.status, ran]).toEqual([401, 0]);
      expect(challenge.get('www-authenticate')).toMatch(
        /^Bearer error="invalid_token", .*resource_metadata="http:.*\/\.well-known\/oauth-protected-resource\/mcp"$/,
      );
      expect(site.events.map((event) => event.code)).toEqual(code === null ? [] : [code]);
      expect(reply.body).not.toMatch(/alice|nobody|audience|revoke|signature|https/);
    },
  );

  it('refuses a token in the address', async () => {
    expect((await call([], `/mcp?access_token=${await good()}`)).status).toBe(401);
    expect(ran).toBe(0);
  });

  it('refuses a token that never expires, as the SDK wants an end', async () => {
    const token = await site.security.createToken('alice', {}, { expiration: 'never' });
    const { status, body } = await call(bearerField(token));
    expect([status, ran]).toEqual([401, 0]);
    expect(body).toContain('Token has no expiration time');
  });

  it('checks the first of two fields, which is all that Node shows', async () => {
    const [token, bad] = [bearerField(await good()), bearerField('a.b.c')];
    expect((await call([...bad, ...token])).status).toBe(401);
    expect((await call([...token, ...bad])).status).toBe(200);
  });

  it('checks the first word behind the scheme, which is all that the SDK shows', async () => {
    const token = await good();
    expect((await call([['Authorization', `Bearer a.b.c ${token}`]])).status).toBe(401);
    expect((await call([['Authorization', `Bearer ${token} a.b.c`]])).status).toBe(200);
    expect((await call([['Authorization', `Bearer a.b.c, Bearer ${token}`]])).status).toBe(401);
  });

  it('keeps concurrent requests of several users apart', async () => {
    const users = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? `user-${at}` : 'nobody'));
    const replies = users.map(async (user) =>
      call(bearerField(await site.security.createToken(user))),
    );
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses).toEqual(users.map((user) => (user === 'nobody' ? 401 : 200)));
    expect(ran).toBe(6);
  });
});
