import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { guardTools } from '../../../src/adapters/mcp.ts';
import {
  Allow,
  AuthError,
  Authenticated,
  denylist,
  memoryStore,
  remoteKeys,
} from '../../../src/index.ts';
import type { Acl, SecurityOptions } from '../../../src/index.ts';
import type { Reply } from '../../../src/testing.ts';
import { claimsIn, handMade } from '../../support/security.ts';
import type { Interference } from '../../support/unreliable-store.ts';
import { interferedStore } from '../../support/unreliable-store.ts';
import { bearerField, ISSUER, startSite } from './site.ts';
import type { Site } from './site.ts';

const SECRET_TEXT = 'The table users of db-7 is gone.';
const OPEN: Acl = [[Allow, Authenticated, 'run']];

let site: Site;
let ran = 0;
let acl: () => unknown = () => OPEN;
let callback: () => readonly string[] | Promise<readonly string[]> = () => [];

function server(): McpServer {
  const made = new McpServer({ name: 'a', version: '1' });
  guardTools(made, { name: 'tools of db-7', acl: () => acl() as Acl });
  made.registerTool('run', {}, () => {
    ran++;
    return { content: [{ type: 'text', text: 'ran' }] };
  });
  return made;
}

const fail = (): never => {
  throw new Error(SECRET_TEXT);
};

beforeAll(async () => {
  site = await startSite({
    server,
    security: { callback: () => callback() },
  });
});
afterAll(() => site.close());
beforeEach(() => {
  ran = 0;
  acl = () => OPEN;
  callback = () => [];
  site.events.length = 0;
});

const failsUntilClosed: Interference = async (name, run) => (name === 'close' ? run() : fail());

const CALL = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'run' } };
const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const ask = async (message: object): Promise<Reply> =>
  site.send(bearerField(await site.security.createToken('alice')), { message });

const runs = async (): Promise<boolean> => (await ask(CALL)).body.includes('"text":"ran"');

describe('an MCP server whose user cannot be looked up', () => {
  it.each([
    ['throws', fail],
    ['rejects', async () => fail()],
    ['returns no list', () => 'role:admin' as never],
  ])('answers 500 if the callback %s, says nothing of it and goes on', async (_name, failing) => {
    callback = failing;
    const reply = await ask(CALL);
    expect([reply.status, ran]).toEqual([500, 0]);
    expect(reply.headers.map(([name]) => name.toLowerCase())).not.toContain('www-authenticate');
    expect(JSON.parse(reply.body)).toEqual({
      error: 'server_error',
      error_description: 'Internal Server Error',
    });
    expect(site.events.map(({ code }) => code)).toContain('user_unavailable');
    callback = () => [];
    expect(await runs()).toBe(true);
  });
});

describe('an MCP server that cannot check a token now', () => {
  const away = { fetch: () => Promise.reject(new Error(SECRET_TEXT)) };
  const keys = remoteKeys({ issuer: 'https://login.example.com' }, away);
  const CAUSES: Record<string, [Partial<SecurityOptions>, code: string, iss: string]> = {
    'what was revoked is not known': [
      { revocation: denylist(interferedStore(memoryStore(), failsUntilClosed)) },
      'store_unavailable',
      ISSUER,
    ],
    'the keys of an issuer are not known': [
      { issuers: [{ name: 'login', keys, audience: 'https://api.example.com' }] },
      'keys_unavailable',
      'https://login.example.com',
    ],
  };
  it.each(Object.keys(CAUSES))('answers 500 if %s, and runs nothing', async (cause) => {
    const [security, code, iss] = CAUSES[cause] as [Partial<SecurityOptions>, string, string];
    const failing = await startSite({ server, security });
    try {
      const good = claimsIn(await site.security.createToken('alice'));
      const token =
        iss === ISSUER
          ? handMade({ ...good, aud: failing.url.href })
          : handMade(
              { ...good, iss, aud: 'https://api.example.com' },
              { alg: 'RS256', typ: 'JWT', kid: '1' },
            );
      const { status, body } = await failing.send(bearerField(token), { message: CALL });
      expect([status, ran, body.includes('db-7')]).toEqual([500, 0, false]);
      expect(failing.events.map((event) => event.code)).toContain(code);
    } finally {
      await failing.close();
    }
  });
});

describe('an MCP server whose ACL cannot be asked', () => {
  it.each([
    ['throws', fail],
    ['is none', () => 'role:admin'],
    ['has an entry that is none', () => [['Alow', 'user:alice', 'run']]],
    ['is a promise', async () => OPEN],
  ])(
    'runs nothing and lists nothing if it %s, and keeps the reason for the log',
    async (_name, wrong) => {
      acl = wrong;
      for (const message of [CALL, LIST]) {
        const { body } = await ask(message);
        expect(body).toContain('Internal error');
        expect(body).not.toMatch(/db-7|Alow|alice|acl|promise|"result"/i);
      }
      expect(ran).toBe(0);
      const failed = site.events.filter(({ event }) => event === 'handler_failed');
      expect(failed).toHaveLength(2);
      acl = () => OPEN;
      expect(await runs()).toBe(true);
    },
  );

  it('answers an AuthError of it by its public text', async () => {
    acl = () => {
      throw new AuthError('store_unavailable', { reason: SECRET_TEXT });
    };
    const { body } = await ask(CALL);
    expect([ran, body.includes('"error"'), body.includes('db-7')]).toEqual([0, true, false]);
  });
});
