import { Buffer } from 'node:buffer';
import { same } from '../../contract/check.ts';
import { expiredToken, tamperedToken, tokenOfOtherKey } from '../../tokens.ts';
import type { ServedSockets, SocketBench, SocketCases } from '../socket-bench.ts';

type Make = (served: ServedSockets, bench: SocketBench) => Promise<string> | string;

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that no server may accept, by what is wrong with them. */
const REFUSED: Readonly<Record<string, Make>> = {
  'a token that has expired': ({ security }) => expiredToken(security, 'alice'),
  'a token of another key': ({ security }) => tokenOfOtherKey(security, 'alice'),
  'a token that was changed after it was signed': ({ security }) =>
    tamperedToken(security, 'alice'),
  'a token for another audience': (_, bench) =>
    bench.security({ audience: 'https://other.example.com' }).createToken('alice'),
  'a token with the algorithm none': ({ security }) => unsigned(security.createToken('alice')),
  'the token of a session cookie': async (served) => {
    const { Cookie } = await served.login();
    return Cookie.slice(Cookie.indexOf('=') + 1);
  },
  'a refresh token': async ({ security }) => (await security.issueTokens('alice')).refresh_token,
  'a token that is longer than maxTokenLength': (_, bench) =>
    bench.security({ maxTokenLength: 12_000 }).createToken('alice', { pad: 'x'.repeat(7000) }),
  'a token that was revoked': async ({ security }) => {
    const token = await security.createToken('alice');
    await security.revokeToken(token);
    return token;
  },
  'a token of a user that was revoked': async ({ security }) => {
    const token = await security.createToken('alice');
    await security.revokeUser('alice');
    return token;
  },
  'what is no token': () => 'no.token.here',
};

/** The same claims without a signature. */
async function unsigned(token: Promise<string>): Promise<string> {
  const payload = (await token).split('.')[1] as string;
  return `${encoded({ alg: 'none', typ: 'JWT' })}.${payload}.`;
}

function refuses(what: string, make: Make): SocketCases {
  return {
    async [`refuses ${what}, in the header and beside it`](bench) {
      const served = await bench.serve();
      const token = await make(served, bench);
      const headers = { Authorization: `Bearer ${token}` };
      same(
        [await served.status({ headers }), await served.status({ token })],
        [401, 401],
        'status for the header, and for the token beside it',
      );
      same([served.heard, served.listeners], [[], 0], 'what was seen, and what listens');
    },
    async [`closes a waiting socket whose first message has ${what}`](bench) {
      const served = await bench.serve({ firstMessage: 60 });
      const token = await make(served, bench);
      const client = await served.open();
      client.sendToken(token);
      await client.ends({ code: 4401, reason: 'refused' });
      same(served.heard, [], 'what the application saw');
    },
  };
}

/** Which tokens open no socket. */
export const refusedTokenCases: SocketCases = {
  ...Object.entries(REFUSED).reduce(
    (all, [what, make]) => Object.assign(all, refuses(what, make)),
    {},
  ),

  async 'refuses an access token in the session cookie'(bench) {
    const served = await bench.serve();
    const page = await served.ownPage();
    const name = (page['Cookie'] as string).split('=', 1)[0] as string;
    const token = await served.security.createToken('alice');
    same(await served.status({ headers: { ...page, Cookie: `${name}=${token}` } }), 401, 'status');
  },

  async 'refuses a user that the callback does not know'(bench) {
    const served = await bench.serve({ security: { callback: () => null } });
    const token = await served.security.createToken('alice');
    same(
      [
        await served.status({ headers: await served.bearer('alice') }),
        await served.status({ token }),
      ],
      [401, 401],
      'status for the header, and for the token beside it',
    );
  },
};
