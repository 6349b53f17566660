import type { CaseTable } from '../bench.ts';
import { same } from '../check.ts';
import { challenge, headerOf, mediaTypeOf, sessionCookiesOf } from '../reply.ts';

/** Errors that a handler throws. */
export const errorCases: CaseTable = {
  async 'answers auth.require of an anonymous request as a guard does'(bench) {
    const [thrown, guarded] = [await bench.ask('/require'), await bench.ask('/root')];
    same([thrown.status, thrown.body], [401, guarded.body], 'status and body');
    for (const name of ['www-authenticate', 'cache-control'])
      same(headerOf(thrown, name), headerOf(guarded, name), name);
    same(mediaTypeOf(thrown), mediaTypeOf(guarded), 'media type');
  },

  async 'answers auth.require of a user as a guard does, with nothing of the ACL'(bench) {
    const headers = await bench.bearer('alice');
    const thrown = await bench.ask('/require', { headers });
    const guarded = await bench.ask('/root', { headers });
    same([thrown.status, thrown.body], [403, guarded.body], 'status and body');
    same(
      headerOf(thrown, 'www-authenticate'),
      challenge('error="insufficient_scope"'),
      'WWW-Authenticate',
    );
  },

  async 'answers auth.require of a missing resource with 404'(bench) {
    same((await bench.ask('/require-missing')).status, 401, 'an anonymous request');
    const headers = await bench.bearer('alice');
    same((await bench.ask('/require-missing', { headers })).status, 404, 'a user');
  },

  async 'answers an AuthError that the application made by its status'(bench) {
    const reply = await bench.ask('/throws-404');
    same(
      [reply.status, mediaTypeOf(reply)],
      [404, 'application/problem+json'],
      'status, media type',
    );
  },

  async 'takes headers that describe the body of the handler off a refusal'(bench) {
    const reply = await bench.ask('/require-described');
    same(reply.status, 401, 'status');
    for (const name of ['content-encoding', 'etag', 'content-disposition'])
      same(headerOf(reply, name), undefined, name);
    same((JSON.parse(reply.body) as { status: unknown }).status, 401, 'status of the problem');
  },

  async 'answers an ordinary error with 500, and goes on serving'(bench) {
    const { status, body } = await bench.ask('/throws');
    same([status, body === 'anonymous'], [500, false], 'status, is the page');
    same((await bench.ask('/open')).body, 'anonymous', 'body of the next request');
  },
};

/** Responses that are sent while they are made. */
export const streamCases: CaseTable = {
  async 'sends the first chunk of a stream before the last is made'(bench) {
    const gate = `stream-${Math.random()}`;
    let opening: Promise<unknown> | undefined;
    const reply = await bench.ask(`/stream-login?gate=${gate}`, {
      onChunk: () => void (opening ??= bench.ask(`/open-gate?gate=${gate}`)),
    });
    await opening;
    same([reply.body, reply.complete], ['abc', true], 'body, is complete');
    same(sessionCookiesOf(reply).length, 1, 'number of session cookies');
  },

  async 'goes on serving after a client aborted a stream'(bench) {
    const gate = `abort-${Math.random()}`;
    const client = new AbortController();
    await bench
      .ask(`/stream?gate=${gate}`, { signal: client.signal, onChunk: () => client.abort() })
      .catch(() => undefined);
    same((await bench.ask(`/open-gate?gate=${gate}`)).status, 200, 'the next request');
    same((await bench.ask('/open')).body, 'anonymous', 'body of the one after');
  },

  async 'throws from remember after the head was sent'(bench) {
    const { body } = await bench.ask('/stream-late-login');
    same(body, 'aConfigurationErrorc', 'body with the name of the error');
  },

  async 'cuts the connection if a handler refuses after the head was sent, and goes on serving'(
    bench,
  ) {
    const gate = `refused-${Math.random()}`;
    let opening: Promise<unknown> | undefined;
    const reply = await bench.ask(`/stream-refused?gate=${gate}`, {
      onChunk: () => void (opening ??= bench.ask(`/open-gate?gate=${gate}`)),
    });
    await opening;
    same([reply.status, reply.complete], [200, false], 'status, is complete');
    same((await bench.ask('/open')).body, 'anonymous', 'body of the next request');
  },
};

/** What `onRefused` answers; the application of these cases gives one to `authenticate`. */
export const onRefusedCases: CaseTable = {
  async 'answers a refusal of a guard by the onRefused of authenticate'(bench) {
    same((await bench.ask('/root')).body, 'application: credentials_missing', 'body');
    same((await bench.ask('/required')).body, 'application: credentials_missing', 'body');
  },

  async 'answers a refusal by the onRefused of the guard, if it has one'(bench) {
    same((await bench.ask('/own-refusal')).body, 'guard: credentials_missing', 'permit');
    same((await bench.ask('/own-refusal-required')).body, 'guard: credentials_missing', 'required');
  },

  async 'answers an AuthError of a handler by the onRefused of authenticate'(bench) {
    const headers = await bench.bearer('alice');
    same((await bench.ask('/require', { headers })).body, 'application: permission_denied', 'body');
    same((await bench.ask('/throws-404')).body, 'application: resource_missing', 'body');
    same((await bench.ask('/user')).body, 'application: credentials_missing', 'userOf');
  },

  async 'answers an AuthError of a resource function by the onRefused of authenticate'(bench) {
    same((await bench.ask('/pages/refused')).body, 'application: resource_missing', 'body');
  },

  async 'answers an ordinary error without onRefused'(bench) {
    const { status, body } = await bench.ask('/throws');
    same([status, body.includes('application:')], [500, false], 'status, is of onRefused');
  },

  async 'serves what is permitted without onRefused'(bench) {
    const headers = await bench.bearer('admin');
    same((await bench.ask('/root', { headers })).body, 'admin', 'body');
  },
};
