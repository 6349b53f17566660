import type { CaseTable } from '../bench.ts';
import { holds, same } from '../check.ts';
import type { Reply } from '../client.ts';
import { headerOf, mediaTypeOf, valuesOf } from '../reply.ts';
import { AUTHORIZATION_SERVER, METADATA_PATH, RESOURCE } from '../security.ts';

const PREFLIGHT = { 'Access-Control-Request-Method': 'GET', Origin: 'https://client.example' };

/** The metadata is public: nothing of it depends on who asks. */
function isPublic(reply: Reply, what: string): void {
  same(valuesOf(reply, 'set-cookie'), [], `Set-Cookie of ${what}`);
  same(headerOf(reply, 'access-control-allow-origin'), '*', `CORS of ${what}`);
}

/** What is answered without a token at well-known addresses. */
export const publishedCases: CaseTable = {
  async 'answers the metadata of the resource to everyone (RFC 9728 §3)'(bench) {
    const reply = await bench.ask(METADATA_PATH);
    same([reply.status, mediaTypeOf(reply)], [200, 'application/json'], 'status and media type');
    same(
      JSON.parse(reply.body),
      {
        resource: RESOURCE,
        authorization_servers: [AUTHORIZATION_SERVER],
        scopes_supported: ['write'],
        bearer_methods_supported: ['header'],
      },
      'metadata',
    );
    same(headerOf(reply, 'cache-control'), 'public, max-age=300', 'Cache-Control');
    isPublic(reply, 'GET');
  },

  async 'answers the metadata whatever credential is sent, and renews no session'(bench) {
    const session = await bench.login();
    bench.later(15);
    const reply = await bench.ask(METADATA_PATH, { headers: session });
    same(reply.status, 200, 'status for a session that is due');
    isPublic(reply, 'a session that is due');
    const refused = await bench.ask(METADATA_PATH, { headers: { Authorization: 'Bearer a.b.c' } });
    same([refused.status, refused.body], [200, reply.body], 'status and body for a bad token');
  },

  async 'answers HEAD and the preflight of the metadata'(bench) {
    const head = await bench.ask(METADATA_PATH, { method: 'HEAD' });
    same([head.status, head.body], [200, ''], 'status and body of HEAD');
    isPublic(head, 'HEAD');
    const preflight = await bench.ask(METADATA_PATH, { method: 'OPTIONS', headers: PREFLIGHT });
    same([preflight.status, preflight.body], [204, ''], 'status and body of the preflight');
    same(headerOf(preflight, 'access-control-allow-headers'), '*', 'Access-Control-Allow-Headers');
    isPublic(preflight, 'the preflight');
  },

  async 'leaves other methods and other addresses to the application'(bench) {
    const { status } = await bench.ask(METADATA_PATH, { method: 'POST' });
    holds(status !== 200, `POST was answered with ${status}`);
    for (const path of [`${METADATA_PATH}/`, '/.well-known/oauth-protected-resource']) {
      const reply = await bench.ask(path);
      holds(!reply.body.includes(RESOURCE), `${path} got the metadata`);
    }
  },
};
