import type { Fault } from './plant.ts';
import { at } from './plant.ts';

/** The adapters in which faults are planted. */
export type Adapter = 'node' | 'fetch' | 'express' | 'express4';

/** A fault in the code of adapters or of the security, and a rule that it breaks. */
export interface AdapterFault extends Fault {
  readonly adapters: readonly Adapter[];
  /** How often `authenticate` is mounted. */
  readonly times: number;
  readonly rule: string;
}

export const ALL = ['node', 'fetch', 'express', 'express4'] as const;
const ON_NODE = ['node', 'express', 'express4'] as const;
const EXPRESS = ['express', 'express4'] as const;
/** Those without a framework. */
const BARE = ['node', 'fetch'] as const;
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

const on = (adapters: readonly Adapter[], fault: Fault, rule: string, times = 1): AdapterFault => ({
  ...fault,
  adapters,
  rule,
  times,
});

/** Faults in the code of adapters, in what they stand on, and in the headers of a response. */
export const ADAPTER_FAULTS: readonly AdapterFault[] = [
  // The merge of our headers with those of the application.
  on(
    ALL,
    at(
      MERGE,
      "if (lower === 'vary') return joinVary(String(before), value);",
      "if (lower === 'vary') return value;",
    ),
    RULES.varyLate,
  ),
  on(
    ALL,
    at(
      MERGE,
      "if (lower === 'vary') return joinVary(String(before), value);",
      "if (lower === 'vary') return String(before);",
    ),
    RULES.varyLate,
  ),
  on(
    ALL,
    at(
      MERGE,
      "if (lower === 'vary') return joinVary(String(before), value);",
      "if (lower === 'vary') return `${String(before)}, ${value}`;",
    ),
    RULES.varyOnce,
  ),
  on(ALL, at(MERGE, "if (known.has('*')) return before;", ''), RULES.varyAll),
  on(
    ON_NODE,
    at(
      MERGE,
      'return [...without([before as string | string[]].flat(), value), value];',
      'return value;',
    ),
    RULES.cookies,
  ),
  on(
    ON_NODE,
    at(
      MERGE,
      'return [...without([before as string | string[]].flat(), value), value];',
      'return [before as string | string[], value].flat();',
    ),
    RULES.namesake,
  ),
  on(
    ['fetch'],
    at(
      MERGE,
      'headers.set(name, String(mergeHeader(name, headers.get(name), value)));',
      'headers.append(name, value);',
    ),
    RULES.varyOnce,
  ),
  on(
    ['fetch'],
    at(
      MERGE,
      'headers.set(name, String(mergeHeader(name, headers.get(name), value)));',
      'headers.set(name, value);',
    ),
    RULES.varyEarly,
  ),
  on(['fetch'], at(MERGE, 'headers.delete(name);', ''), RULES.namesake),
  on(
    ['fetch'],
    at(MERGE, 'for (const other of others) headers.append(name, other);', ''),
    RULES.namesake,
  ),
  on(
    ['fetch'],
    at(MERGE, '    headers.append(name, value);\n', '    headers.set(name, value);\n'),
    RULES.cookies,
  ),
  // The writer of node:http.
  on(
    ON_NODE,
    at(
      NODE,
      'response.setHeader(name, mergeHeader(name, response.getHeader(name), value));',
      'response.setHeader(name, value);',
    ),
    RULES.varyEarly,
  ),
  on(['node'], at(NODE, 'setGiven(response, rest);', ''), RULES.varyLate),
  on(['node'], at(NODE, '  rest.length = place;\n', ''), RULES.varyLate),
  on(
    ON_NODE,
    at(
      NODE,
      "'take' in contexts ? contexts.take(status)",
      "'take' in contexts ? contexts.take(200)",
    ),
    RULES.errorStatus,
  ),
  on(['node'], at(NODE, 'rest.length < 2 && isBare(this)', 'rest.length < 2'), RULES.varyEarly),
  on(ON_NODE, at(NODE, "add(this, 'take' in", "void ('take' in"), RULES.login),
  on(
    ON_NODE,
    at(NODE, 'if (response[WRITE_HEAD] !== undefined) return true;', 'return true;'),
    RULES.vary,
  ),
  on(ON_NODE, at(NODE, 'target.statusCode = status;', ''), RULES.refused),
  on(ON_NODE, at(NODE, 'add(target, headers);', ''), RULES.refused),
  on(ON_NODE, at(NODE, 'Buffer.byteLength(body)', 'body.length - 1'), RULES.refused),
  on(
    ON_NODE,
    at(NODE, 'if (target.hasHeader(name)) target.removeHeader(name);', ';'),
    'takes headers that describe the body of the handler off a refusal',
  ),
  on(
    ['node'],
    at(
      NODE,
      'if (target.headersSent) return cut(response);',
      'if (target.headersSent) return void target.end();',
    ),
    'cuts the connection if a handler refuses after the head was sent, and goes on serving',
  ),
  // The writer of Response.
  on(
    ['fetch'],
    at(FETCH, 'mergeInto(copy.headers, ours);', ''),
    'sets the cookie of a login on a response whose headers are immutable',
  ),
  on(['fetch'], at(FETCH, 'mergeInto(response.headers, ours);', ''), RULES.vary),
  on(
    ['fetch'],
    at(FETCH, 'const ours = auth.take(status);', 'const ours = auth.take(200);'),
    RULES.errorStatus,
  ),
  on(
    ['fetch'],
    at(
      FETCH,
      'new Response(body, { status, headers: headers as [string, string][] })',
      'new Response(body, { status })',
    ),
    RULES.refused,
  ),
  on(
    ['fetch'],
    at(
      'adapters/fetch.ts',
      'write: writeToResponse,',
      'write: (async (response, auth) => new Response(await writeToResponse(response, auth).text(), response)) as never,',
    ),
    'sends the first chunk of a stream before the last is made',
  ),
  on(
    ['fetch'],
    at(SERVE, 'return whenReady(answer, finish);', 'return answer;'),
    RULES.varyRefused,
  ),
  // What is published.
  on(
    BARE,
    at(SERVE, 'return published === null ?', 'return published !== undefined ?'),
    RULES.metadata,
  ),
  on(
    EXPRESS,
    at('adapters/express.ts', 'if (published !== null)', 'if (published === undefined)'),
    RULES.metadata,
  ),
  on(
    ALL,
    at('security/lacking-scope.ts', '?? null', '?? scopes[0] ?? null'),
    'names the scope that a user lacks (RFC 6750 §3.1), and no other',
  ),
  // Asking, serving and guarding.
  on(
    ALL,
    at(
      'adapters/kit/ask.ts',
      'if (isAuthContext(before) && before.isOf(wiring))',
      'if (isAuthContext(before) && false)',
    ),
    RULES.onceAsked,
    2,
  ),
  on(
    BARE,
    at(THROWN, 'if (!AuthError.isAuthError(error)) return failed(error);', 'return failed(error);'),
    'answers an AuthError of a handler by the onRefused of authenticate',
  ),
  on(
    ALL,
    at(
      GUARDS,
      'return isPromise(refusal) ? refusal.then(answer) : answer(refusal);',
      'return isPromise(refusal) ? pass() : answer(refusal);',
    ),
    'finds the resource by the request, at once or later',
  ),
  on(
    ALL,
    at(
      GUARDS,
      'answerRefusal(framework, refusal, args, onRefused)',
      'answerRefusal(framework, refusal, args)',
    ),
    'answers a refusal by the onRefused of the guard, if it has one',
  ),
  on(
    ALL,
    at(
      GUARDS,
      'answerRefusal(framework, refusal, args, onRefused)',
      '(onRefused ?? framework.refuse)(refusal, ...args)',
    ),
    'answers a refusal of a guard by the onRefused of authenticate',
  ),
  on(
    ALL,
    at(
      GUARDS,
      'checkRule(framework.auth(...args), rule, args)',
      'checkRule(framework.auth(...args), { ...rule, required: false }, args)',
    ),
    'lets no anonymous request through required(permission), though the ACL allows everyone',
  ),
  on(
    BARE,
    at(THROWN, 'answerRefusal(framework, error, args)', 'framework.refuse(error, ...args)'),
    'answers an AuthError of a handler by the onRefused of authenticate',
  ),
  on(
    EXPRESS,
    at(
      LAST,
      'answerRefusal(framework, error, [request, response, next])',
      'framework.refuse(error, request, response, next)',
    ),
    'answers an AuthError of a handler by the onRefused of authenticate',
  ),
  on(EXPRESS, at(LAST, 'root.use(handle);', ''), RULES.thrown),
  on(
    EXPRESS,
    at(
      LAST,
      'if (!AuthError.isAuthError(error) || response.headersSent) return next(error);',
      'if (response.headersSent) return next(error);',
    ),
    'answers an ordinary error without onRefused',
  ),
  // The headers of a response.
  on(
    ALL,
    at(HEADERS, 'return [...cookies, NO_STORE, ...vary.all];', 'return [...cookies, ...vary.all];'),
    RULES.login,
  ),
  on(
    ALL,
    at(HEADERS, 'return [...cookies, NO_STORE, ...vary.all];', 'return [...cookies, NO_STORE];'),
    RULES.login,
  ),
  on(
    ALL,
    at(
      HEADERS,
      'if (cookies.length === 0) return vary.of(this.#attempt.policy);',
      'if (cookies.length === 0) return NO_HEADERS;',
    ),
    RULES.errorStatus,
  ),
  on(
    ALL,
    at(HEADERS, "(status < 400 || this.#change.kind === 'logout')", 'status < 400'),
    'clears the cookie at a logout that is answered by an error status',
  ),
  on(
    ALL,
    at(HEADERS, "(status < 400 || this.#change.kind === 'logout')", 'true'),
    'sets no cookie at a login that is answered by an error status',
  ),
  on(ALL, at(HEADERS, 'renewal !== null && status < 400', 'renewal !== null'), RULES.errorStatus),
  on(
    ALL,
    at(HEADERS, 'if (refused !== null) throw wiring.refusals.error(refused);', ''),
    'refuses a login that another site sent, and sets no cookie',
  ),
  on(
    ALL,
    at('security/request-auth.ts', '? wiring.vary.of(policy) :', '? NO_HEADERS :'),
    'names both policies in the Vary of a request with a cookie',
  ),
  on(
    ALL,
    at('security/request-auth.ts', 'this.#taken = true;', ''),
    'throws from remember after the head was sent',
  ),
  // The entry points.
  on(['node'], at('adapters/node.ts', 'writeToNode(response, auth);', ''), RULES.vary),
  on(EXPRESS, at('adapters/express.ts', 'writeToNode(response, auth);', ''), RULES.vary),
  on(
    ['node'],
    at('adapters/node.ts', 'refuseNode(error, response),', 'response.end(),'),
    RULES.refused,
  ),
  on(
    EXPRESS,
    at('adapters/express.ts', 'refuseNode(error, response),', 'response.end(),'),
    RULES.refused,
  ),
  on(
    ['fetch'],
    at('adapters/fetch.ts', 'refuse: refusalResponse,', 'refuse: () => new Response(),'),
    RULES.refused,
  ),
  on(
    ['node'],
    at('adapters/node.ts', 'nodeView(request), request.auth,', 'nodeView(request), undefined,'),
    RULES.onceAsked,
    2,
  ),
  on(
    EXPRESS,
    at('adapters/express.ts', 'ask(view, known.auth, go)', 'ask(view, undefined, go)'),
    RULES.onceAsked,
    2,
  ),
  on(
    ['fetch'],
    at('adapters/fetch.ts', 'fetchView(request), request[AUTH],', 'fetchView(request), undefined,'),
    RULES.onceAsked,
    2,
  ),
  on(ALL, at(GUARDS, 'refusal === null ? pass()', 'refusal !== undefined ? pass()'), RULES.refused),
  on(
    ALL,
    at('adapters/kit/auth-of.ts', 'return authenticatedOf(value)', 'return contextOf(value)'),
    'gives the authenticated context to userOf and refuses an anonymous request',
  ),
  on(
    ALL,
    at(
      'adapters/kit/ask.ts',
      'contextOf(auth).onRefused = onRefused as never;',
      'contextOf(auth);',
    ),
    'answers a refusal of a guard by the onRefused of authenticate',
  ),
  // The views.
  on(
    ON_NODE,
    at('http/node-view.ts', '? sent\n', '? value\n'),
    'answers 400 to a repeated Authorization header',
  ),
  on(
    ON_NODE,
    at('http/node-view.ts', "return this.#request.method ?? 'GET';", "return 'GET';"),
    'refuses an unsafe request by cookie that another site sent',
  ),
  on(
    ['fetch'],
    at('http/fetch-view.ts', 'return this.#request.method;', "return 'GET';"),
    'refuses an unsafe request by cookie that another site sent',
  ),
];

/** A change that is no fault. */
export const REMARK: Fault = at(MERGE, 'One response header.', 'A response header.');
