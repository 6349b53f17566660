import express5 from 'express';
import express4 from 'express4';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as expressAdapter from '../../src/adapters/express.ts';
import * as fetchAdapter from '../../src/adapters/fetch.ts';
import * as nodeAdapter from '../../src/adapters/node.ts';
import * as testing from '../../src/testing.ts';
import type { ContractCase, Mount, Mounted } from '../../src/testing.ts';
import { Bench, contractCases, httpClient } from '../../src/testing.ts';
import { mountExpress } from '../adapters/mounts/express.ts';
import { mountFetch } from '../adapters/mounts/fetch.ts';
import { mountNode } from '../adapters/mounts/node.ts';
import type { Fault } from './plant.ts';
import { plant } from './plant.ts';

const MOUNTS = {
  node: (module, times) => mountNode(module as never, times),
  fetch: (module, times) => mountFetch(module as never, times),
  express: (module, times) => mountExpress(module as never, express5, times),
  express4: (module, times) => mountExpress(module as never, express4 as never, times),
} satisfies Record<string, (module: unknown, times: number) => Mount>;
type Adapter = keyof typeof MOUNTS;
const WITHOUT_FAULT: Record<Adapter, unknown> = {
  node: nodeAdapter,
  fetch: fetchAdapter,
  express: expressAdapter,
  express4: expressAdapter,
};

/** A fault in the code of adapters or of the security, and a rule that it breaks. */
interface Planted extends Fault {
  readonly adapters: readonly Adapter[];
  /** How often `authenticate` is mounted; once by default. */
  readonly times?: number;
  readonly rule: string;
}

const ALL = ['node', 'fetch', 'express', 'express4'] as const;
const ON_NODE = ['node', 'express', 'express4'] as const;
const RULES = {
  varyEarly: 'keeps the Vary that was set before the handler, in one list',
  varyLate: 'keeps the Vary of the answer, in one list',
  varyOnce: 'names a field once that the Vary of the application has in another case',
  varyAll: 'leaves a Vary of * as it is',
  vary: 'names both policies in the Vary of an anonymous request',
  varyRefused:
    'names the policies in the Vary of a refusal by a guard, a handler and a missing user',
  cookies: 'sets the cookie of a login beside the cookies of the answer',
  namesake: 'replaces a cookie of the same name, domain and path, and no other',
  login: 'sets one session cookie at a login, with no-store and Vary',
  errorStatus: 'renews no session on an error status of the handler',
  refused: 'answers an anonymous request with 401, a challenge, a problem and no-store',
  thrown: 'answers auth.require of an anonymous request as a guard does',
  metadata: 'answers the metadata of the resource to everyone (RFC 9728 §3)',
  onceAsked: 'asks the callback once for each request',
} as const;

const MERGE = 'http/reply-headers.ts';
const NODE = 'adapters/kit/node-response.ts';
const FETCH = 'adapters/kit/fetch-response.ts';
const SERVE = 'adapters/kit/serve.ts';
const THROWN = 'adapters/kit/answer-thrown.ts';
const GUARDS = 'adapters/kit/guards.ts';
const LAST = 'adapters/kit/express-last.ts';
const HEADERS = 'security/response-headers.ts';

const FAULTS: readonly Planted[] = [
  // The merge of our headers with those of the application.
  {
    adapters: ALL,
    file: MERGE,
    from: "if (lower === 'vary') return joinVary(String(before), value);",
    to: "if (lower === 'vary') return value;",
    rule: RULES.varyLate,
  },
  {
    adapters: ALL,
    file: MERGE,
    from: "if (lower === 'vary') return joinVary(String(before), value);",
    to: "if (lower === 'vary') return String(before);",
    rule: RULES.varyLate,
  },
  {
    adapters: ALL,
    file: MERGE,
    from: "if (lower === 'vary') return joinVary(String(before), value);",
    to: "if (lower === 'vary') return `${String(before)}, ${value}`;",
    rule: RULES.varyOnce,
  },
  {
    adapters: ALL,
    file: MERGE,
    from: "if (known.has('*')) return before;",
    to: '',
    rule: RULES.varyAll,
  },
  {
    adapters: ON_NODE,
    file: MERGE,
    from: 'return [...without([before as string | string[]].flat(), value), value];',
    to: 'return value;',
    rule: RULES.cookies,
  },
  {
    adapters: ON_NODE,
    file: MERGE,
    from: 'return [...without([before as string | string[]].flat(), value), value];',
    to: 'return [before as string | string[], value].flat();',
    rule: RULES.namesake,
  },
  {
    adapters: ['fetch'],
    file: MERGE,
    from: 'headers.set(name, String(mergeHeader(name, headers.get(name), value)));',
    to: 'headers.append(name, value);',
    rule: RULES.varyOnce,
  },
  {
    adapters: ['fetch'],
    file: MERGE,
    from: 'headers.set(name, String(mergeHeader(name, headers.get(name), value)));',
    to: 'headers.set(name, value);',
    rule: RULES.varyEarly,
  },
  { adapters: ['fetch'], file: MERGE, from: 'headers.delete(name);', to: '', rule: RULES.namesake },
  {
    adapters: ['fetch'],
    file: MERGE,
    from: 'for (const other of others) headers.append(name, other);',
    to: '',
    rule: RULES.namesake,
  },
  {
    adapters: ['fetch'],
    file: MERGE,
    from: '    headers.append(name, value);\n',
    to: '    headers.set(name, value);\n',
    rule: RULES.cookies,
  },
  // The writer of node:http.
  {
    adapters: ON_NODE,
    file: NODE,
    from: 'response.setHeader(name, mergeHeader(name, response.getHeader(name), value));',
    to: 'response.setHeader(name, value);',
    rule: RULES.varyEarly,
  },
  {
    adapters: ['node'],
    file: NODE,
    from: 'setGiven(response, rest);',
    to: '',
    rule: RULES.varyLate,
  },
  {
    adapters: ['node'],
    file: NODE,
    from: '  rest.length = place;\n',
    to: '',
    rule: RULES.varyLate,
  },
  {
    adapters: ON_NODE,
    file: NODE,
    from: "'take' in contexts ? contexts.take(status)",
    to: "'take' in contexts ? contexts.take(200)",
    rule: RULES.errorStatus,
  },
  {
    adapters: ['node'],
    file: NODE,
    from: 'rest.length < 2 && isBare(this)',
    to: 'rest.length < 2',
    rule: RULES.varyEarly,
  },
  {
    adapters: ON_NODE,
    file: NODE,
    from: "add(this, 'take' in",
    to: "void ('take' in",
    rule: RULES.login,
  },
  {
    adapters: ON_NODE,
    file: NODE,
    from: 'if (response[WRITE_HEAD] !== undefined) return true;',
    to: 'return true;',
    rule: RULES.vary,
  },
  {
    adapters: ON_NODE,
    file: NODE,
    from: 'target.statusCode = status;',
    to: '',
    rule: RULES.refused,
  },
  { adapters: ON_NODE, file: NODE, from: 'add(target, headers);', to: '', rule: RULES.refused },
  {
    adapters: ON_NODE,
    file: NODE,
    from: 'Buffer.byteLength(body)',
    to: 'body.length - 1',
    rule: RULES.refused,
  },
  {
    adapters: ON_NODE,
    file: NODE,
    from: 'if (target.hasHeader(name)) target.removeHeader(name);',
    to: ';',
    rule: 'takes headers that describe the body of the handler off a refusal',
  },
  {
    adapters: ['node'],
    file: NODE,
    from: 'if (target.headersSent) return cut(response);',
    to: 'if (target.headersSent) return void target.end();',
    rule: 'cuts the connection if a handler refuses after the head was sent, and goes on serving',
  },
  // The writer of Response.
  {
    adapters: ['fetch'],
    file: FETCH,
    from: 'mergeInto(copy.headers, ours);',
    to: '',
    rule: 'sets the cookie of a login on a response whose headers are immutable',
  },
  {
    adapters: ['fetch'],
    file: FETCH,
    from: 'mergeInto(response.headers, ours);',
    to: '',
    rule: RULES.vary,
  },
  {
    adapters: ['fetch'],
    file: FETCH,
    from: 'const ours = auth.take(status);',
    to: 'const ours = auth.take(200);',
    rule: RULES.errorStatus,
  },
  {
    adapters: ['fetch'],
    file: FETCH,
    from: 'new Response(body, { status, headers: headers as [string, string][] })',
    to: 'new Response(body, { status })',
    rule: RULES.refused,
  },
  {
    adapters: ['fetch'],
    file: 'adapters/fetch.ts',
    from: 'write: writeToResponse,',
    to: 'write: (async (response, auth) => new Response(await writeToResponse(response, auth).text(), response)) as never,',
    rule: 'sends the first chunk of a stream before the last is made',
  },
  {
    adapters: ['fetch'],
    file: SERVE,
    from: 'return whenReady(answer, finish);',
    to: 'return answer;',
    rule: RULES.varyRefused,
  },
  // What is published.
  {
    adapters: ['node', 'fetch'],
    file: SERVE,
    from: 'return published === null ?',
    to: 'return published !== undefined ?',
    rule: RULES.metadata,
  },
  {
    adapters: ['express', 'express4'],
    file: 'adapters/express.ts',
    from: 'if (published !== null)',
    to: 'if (published === undefined)',
    rule: RULES.metadata,
  },
  {
    adapters: ALL,
    file: 'security/lacking-scope.ts',
    from: '?? null',
    to: '?? scopes[0] ?? null',
    rule: 'names the scope that a user lacks (RFC 6750 §3.1), and no other',
  },
  // Asking, serving and guarding.
  {
    adapters: ALL,
    file: 'adapters/kit/ask.ts',
    from: 'if (isAuthContext(before) && before.isOf(wiring))',
    to: 'if (isAuthContext(before) && false)',
    times: 2,
    rule: RULES.onceAsked,
  },
  {
    adapters: ['node', 'fetch'],
    file: THROWN,
    from: 'if (!AuthError.isAuthError(error)) return failed(error);',
    to: 'return failed(error);',
    rule: 'answers an AuthError of a handler by the onRefused of authenticate',
  },
  {
    adapters: ALL,
    file: GUARDS,
    from: 'return isPromise(refusal) ? refusal.then(answer) : answer(refusal);',
    to: 'return isPromise(refusal) ? pass() : answer(refusal);',
    rule: 'finds the resource by the request, at once or later',
  },
  {
    adapters: ALL,
    file: GUARDS,
    from: 'answerRefusal(framework, refusal, args, onRefused)',
    to: 'answerRefusal(framework, refusal, args)',
    rule: 'answers a refusal by the onRefused of the guard, if it has one',
  },
  {
    adapters: ALL,
    file: GUARDS,
    from: 'answerRefusal(framework, refusal, args, onRefused)',
    to: '(onRefused ?? framework.refuse)(refusal, ...args)',
    rule: 'answers a refusal of a guard by the onRefused of authenticate',
  },
  {
    adapters: ALL,
    file: GUARDS,
    from: 'checkRule(framework.auth(...args), rule, args)',
    to: 'checkRule(framework.auth(...args), { ...rule, required: false }, args)',
    rule: 'lets no anonymous request through required(permission), though the ACL allows everyone',
  },
  {
    adapters: ['node', 'fetch'],
    file: THROWN,
    from: 'answerRefusal(framework, error, args)',
    to: 'framework.refuse(error, ...args)',
    rule: 'answers an AuthError of a handler by the onRefused of authenticate',
  },
  {
    adapters: ['express', 'express4'],
    file: LAST,
    from: 'answerRefusal(framework, error, [request, response, next])',
    to: 'framework.refuse(error, request, response, next)',
    rule: 'answers an AuthError of a handler by the onRefused of authenticate',
  },
  {
    adapters: ['express', 'express4'],
    file: LAST,
    from: 'root.use(handle);',
    to: '',
    rule: RULES.thrown,
  },
  {
    adapters: ['express', 'express4'],
    file: LAST,
    from: 'if (!AuthError.isAuthError(error) || response.headersSent) return next(error);',
    to: 'if (response.headersSent) return next(error);',
    rule: 'answers an ordinary error without onRefused',
  },
  // The headers of a response.
  {
    adapters: ALL,
    file: HEADERS,
    from: 'return [...cookies, NO_STORE, ...vary.all];',
    to: 'return [...cookies, ...vary.all];',
    rule: RULES.login,
  },
  {
    adapters: ALL,
    file: HEADERS,
    from: 'return [...cookies, NO_STORE, ...vary.all];',
    to: 'return [...cookies, NO_STORE];',
    rule: RULES.login,
  },
  {
    adapters: ALL,
    file: HEADERS,
    from: 'if (cookies.length === 0) return vary.of(this.#attempt.policy);',
    to: 'if (cookies.length === 0) return NO_HEADERS;',
    rule: RULES.errorStatus,
  },
  {
    adapters: ALL,
    file: HEADERS,
    from: "(status < 400 || this.#change.kind === 'logout')",
    to: 'status < 400',
    rule: 'clears the cookie at a logout that is answered by an error status',
  },
  {
    adapters: ALL,
    file: HEADERS,
    from: "(status < 400 || this.#change.kind === 'logout')",
    to: 'true',
    rule: 'sets no cookie at a login that is answered by an error status',
  },
  {
    adapters: ALL,
    file: HEADERS,
    from: 'renewal !== null && status < 400',
    to: 'renewal !== null',
    rule: RULES.errorStatus,
  },
  {
    adapters: ALL,
    file: HEADERS,
    from: 'if (refused !== null) throw wiring.refusals.error(refused);',
    to: '',
    rule: 'refuses a login that another site sent, and sets no cookie',
  },
  {
    adapters: ALL,
    file: 'security/request-auth.ts',
    from: '? wiring.vary.of(policy) :',
    to: '? NO_HEADERS :',
    rule: 'names both policies in the Vary of a request with a cookie',
  },
  {
    adapters: ALL,
    file: 'security/request-auth.ts',
    from: 'this.#taken = true;',
    to: '',
    rule: 'throws from remember after the head was sent',
  },
  // The entry points.
  {
    adapters: ['node'],
    file: 'adapters/node.ts',
    from: 'writeToNode(response, auth);',
    to: '',
    rule: RULES.vary,
  },
  {
    adapters: ['express', 'express4'],
    file: 'adapters/express.ts',
    from: 'writeToNode(response, auth);',
    to: '',
    rule: RULES.vary,
  },
  {
    adapters: ['node'],
    file: 'adapters/node.ts',
    from: 'refuseNode(error, response),',
    to: 'response.end(),',
    rule: RULES.refused,
  },
  {
    adapters: ['express', 'express4'],
    file: 'adapters/express.ts',
    from: 'refuseNode(error, response),',
    to: 'response.end(),',
    rule: RULES.refused,
  },
  {
    adapters: ['fetch'],
    file: 'adapters/fetch.ts',
    from: 'refuse: refusalResponse,',
    to: 'refuse: () => new Response(),',
    rule: RULES.refused,
  },
  {
    adapters: ['node'],
    file: 'adapters/node.ts',
    from: 'nodeView(request), request.auth,',
    to: 'nodeView(request), undefined,',
    times: 2,
    rule: RULES.onceAsked,
  },
  {
    adapters: ['express', 'express4'],
    file: 'adapters/express.ts',
    from: 'ask(view, known.auth, go)',
    to: 'ask(view, undefined, go)',
    times: 2,
    rule: RULES.onceAsked,
  },
  {
    adapters: ['fetch'],
    file: 'adapters/fetch.ts',
    from: 'fetchView(request), request[AUTH],',
    to: 'fetchView(request), undefined,',
    times: 2,
    rule: RULES.onceAsked,
  },
  {
    adapters: ALL,
    file: GUARDS,
    from: 'refusal === null ? pass()',
    to: 'refusal !== undefined ? pass()',
    rule: RULES.refused,
  },
  {
    adapters: ALL,
    file: 'adapters/kit/auth-of.ts',
    from: 'return authenticatedOf(value)',
    to: 'return contextOf(value)',
    rule: 'gives the authenticated context to userOf and refuses an anonymous request',
  },
  {
    adapters: ALL,
    file: 'adapters/kit/ask.ts',
    from: 'contextOf(auth).onRefused = onRefused as never;',
    to: 'contextOf(auth);',
    rule: 'answers a refusal of a guard by the onRefused of authenticate',
  },
  // The views.
  {
    adapters: ON_NODE,
    file: 'http/node-view.ts',
    from: '? sent\n',
    to: '? value\n',
    rule: 'answers 400 to a repeated Authorization header',
  },
  {
    adapters: ['node', 'express', 'express4'],
    file: 'http/node-view.ts',
    from: "return this.#request.method ?? 'GET';",
    to: "return 'GET';",
    rule: 'refuses an unsafe request by cookie that another site sent',
  },
  {
    adapters: ['fetch'],
    file: 'http/fetch-view.ts',
    from: 'return this.#request.method;',
    to: "return 'GET';",
    rule: 'refuses an unsafe request by cookie that another site sent',
  },
];

/** A change that is no fault. */
const REMARK: Fault = { file: MERGE, from: 'One response header.', to: 'A response header.' };

describe.each(FAULTS)('"$to" in place of "$from"', ({ adapters, times, rule, ...fault }) => {
  let mounted: Mounting;
  beforeAll(async () => {
    mounted = await withFault(adapters, fault);
  });

  it.each(adapters)(`breaks in the adapter for %s the rule "${rule}"`, async (adapter) => {
    await expect(run(rule, mounted, adapter, times)).rejects.toThrow();
  });
});

describe('another comment', () => {
  let mounted: Mounting;
  beforeAll(async () => {
    mounted = await withFault(ALL, REMARK);
  });

  it.each(ALL)('breaks none of these rules in the adapter for %s', async (adapter) => {
    for (const { rule } of FAULTS.filter(({ adapters }) => adapters.includes(adapter)))
      await run(rule, mounted, adapter);
  });
});

/** In milliseconds: some planted faults leave a request without an answer. */
const PATIENCE = 1500;

const servers: Mounted[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Adapters, and the application that they mount; a fault is in one of both. */
interface Mounting {
  readonly contractApplication: typeof testing.contractApplication;
  readonly moduleOf: (adapter: Adapter) => unknown;
}

const entryOf = (adapter: Adapter): string => `adapters/${adapter.replace('4', '')}`;

async function withFault(adapters: readonly Adapter[], fault: Fault): Promise<Mounting> {
  if (fault.file.startsWith('security/')) {
    const { testing: planted } = await plant(['testing'], fault);
    const { contractApplication } = planted as typeof testing;
    return { contractApplication, moduleOf: (adapter) => WITHOUT_FAULT[adapter] };
  }
  const modules = await plant([...new Set(adapters.map(entryOf))], fault);
  return {
    contractApplication: testing.contractApplication,
    moduleOf: (adapter) => modules[entryOf(adapter)],
  };
}

/** Lets an adapter keep one rule. It rejects if the rule is broken. */
async function run(
  name: string,
  { contractApplication, moduleOf }: Mounting,
  adapter: Adapter,
  times = 1,
): Promise<void> {
  const mount: Mount = MOUNTS[adapter](moduleOf(adapter), times);
  const rule = contractCases.find((one) => one.name === name) as ContractCase;
  const { security, routes } = contractApplication();
  const onRefused = rule.onRefused ? (code: string) => `application: ${code}` : undefined;
  const server = await mount(security, routes, { onRefused });
  servers.push(server);
  await rule.run(new Bench(httpClient(server.port, PATIENCE)));
}

it('names rules that exist', () => {
  const names = contractCases.map(({ name }) => name);
  for (const { rule } of FAULTS) expect(names).toContain(rule);
});
