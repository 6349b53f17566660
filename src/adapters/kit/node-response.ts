import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { ReplyHeader } from '../../http/reply-headers.ts';
import { mergeHeader } from '../../http/reply-headers.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { contextOf } from '../../security/internals.ts';
import type { PublishedAnswer } from '../../security/published.ts';
import { refusalOf } from '../../security/refusal.ts';
import type { RequestAuth } from '../../security/request-auth.ts';
import { BODY_HEADERS } from './body-headers.ts';

/** A response of `node:http` or of the compatibility API of `node:http2`. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

const CONTEXTS: unique symbol = Symbol('auth contexts whose headers the response carries');
const WRITE_HEAD: unique symbol = Symbol('the writeHead that was there before');

type WriteHead = (this: HookedResponse, status: number, ...rest: unknown[]) => HookedResponse;

/** What gives headers when the head of a response is written. */
type Source = Pick<RequestAuth, 'addsVaryAlone' | 'changesCookie' | 'take'>;

interface HookedResponse extends ServerResponse {
  /** One context, or several of different securities. */
  [CONTEXTS]?: Source | readonly Source[];
  [WRITE_HEAD]?: WriteHead;
}

/**
 * Writes the headers of an auth context when the head of the response is written, however late, and
 * whatever the application sets until then. A response that needs none of them is left untouched.
 */
export function writeToNode(response: NodeResponse, auth: AuthContext): void {
  const context = contextOf(auth);
  if (context.leavesResponseAlone) context.attachLater(hook, response as HookedResponse);
  else hook(response as HookedResponse, context);
}

/**
 * Writes a `Vary` that was taken from a context when the head of the response is written, for a
 * framework whose own response would be made slower by it.
 */
export function varyNode(response: NodeResponse, taken: readonly ReplyHeader[]): void {
  if (taken.length > 0)
    hook(response as HookedResponse, {
      addsVaryAlone: true,
      changesCookie: false,
      take: () => taken,
    });
}

/** @returns whether the headers can still be written */
function hook(response: HookedResponse, context: Source): boolean {
  if (response.headersSent) return false;
  const before = response[CONTEXTS];
  if (before === undefined) response[CONTEXTS] = context;
  else if ([before].flat().includes(context)) return true;
  else response[CONTEXTS] = [before, context].flat();
  if (response[WRITE_HEAD] !== undefined) return true;
  // oxlint-disable-next-line typescript/unbound-method -- called with its response
  response[WRITE_HEAD] = response.writeHead as WriteHead;
  response.writeHead = writeHead as ServerResponse['writeHead'];
  return true;
}

/** One function for all responses: a closure for each would be allocated with every request. */
function writeHead(this: HookedResponse, status: number, ...rest: unknown[]): HookedResponse {
  const before = this[WRITE_HEAD] as WriteHead;
  const contexts = this[CONTEXTS];
  // A 1xx is followed by the head proper (RFC 9110 §15.2); over 999 is an error of Node's.
  if (contexts === undefined || this.headersSent || status < 200 || status > 999)
    return before.call(this, status, ...rest);
  if ('take' in contexts && contexts.addsVaryAlone && rest.length < 2 && isBare(this))
    return writeOne(this, contexts, status, rest);
  // First, because a header of the application may be an error, and ours can be taken only once.
  setGiven(this, rest);
  add(this, 'take' in contexts ? contexts.take(status) : takeAll(contexts, status));
  return before.call(this, status, ...rest);
}

/**
 * The same for a response without headers that gets at most `Vary`: it is passed to writeHead with
 * the given ones, which needs no table of headers then.
 */
function writeOne(
  response: HookedResponse,
  context: Source,
  status: number,
  rest: unknown[],
): HookedResponse {
  const before = response[WRITE_HEAD] as WriteHead;
  const [only] = context.take(status);
  if (only === undefined) return before.call(response, status, ...rest);
  const list = flatList(rest[0], only);
  if (list === null) {
    setGiven(response, rest);
    add(response, [only]);
    return before.call(response, status, ...rest);
  }
  try {
    return before.call(response, status, list);
  } catch (error) {
    add(response, [only]);
    throw error;
  }
}

/** Returns one list of the headers, or null if they are not of an object that lacks our field. */
function flatList(given: unknown, [name, value]: ReplyHeader): unknown[] | null {
  const list: unknown[] = [];
  if (given !== undefined) {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
    for (const key of Object.keys(given)) {
      if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return null;
      const own = (given as Readonly<Record<string, unknown>>)[key];
      if (own !== undefined) list.push(key, own);
    }
  }
  list.push(name, value);
  return list;
}

/** A login or logout comes last, so that the renewal of another security never replaces it. */
function takeAll(contexts: readonly Source[], status: number): readonly ReplyHeader[] {
  const order = contexts.toSorted((a, b) => Number(a.changesCookie) - Number(b.changesCookie));
  return order.flatMap((context) => [...context.take(status)]);
}

/** The responses of `node:http2` take no flat list. */
function isBare(response: HookedResponse): boolean {
  return response.getHeaderNames().length === 0 && !('stream' in response);
}

/**
 * Sets the headers that `writeHead` received, and takes them out of its arguments: they would
 * replace ours. Wrappers pass all three arguments on, so headers may stand before an undefined one.
 */
function setGiven(response: HookedResponse, rest: unknown[]): void {
  const place = rest.findLastIndex((given) => typeof given === 'object' && given !== null);
  if (place === -1) return;
  for (const [name, value] of pairs(rest[place] as object))
    response.setHeader(name, value as string);
  rest.length = place;
}

function add(response: HookedResponse, ours: readonly ReplyHeader[]): void {
  for (const [name, value] of ours)
    response.setHeader(name, mergeHeader(name, response.getHeader(name), value));
}

/**
 * Headers as `writeHead` takes them: an object, a flat list, or a list of pairs. A name that occurs
 * twice in a list keeps both values.
 */
function pairs(given: object): Iterable<readonly [string, unknown]> {
  if (!Array.isArray(given))
    return Object.entries(given).filter(([, value]) => value !== undefined);
  const list: [string, unknown][] = Array.isArray(given[0])
    ? given
    : given.flatMap((name, i) => (i % 2 === 0 ? [[name, given[i + 1]]] : []));
  const merged = new Map<string, [string, unknown]>();
  for (const [name, value] of list) {
    const before = merged.get(name.toLowerCase());
    const both = before === undefined ? value : [before[1], value].flat();
    merged.set(name.toLowerCase(), [name, both]);
  }
  return merged.values();
}

/**
 * Answers a refusal, or any other error with a 500. If the head was already sent the connection is
 * cut: the client must not take half a response for a whole one. A response that is complete
 * stands.
 */
export function refuseNode(error: unknown, response: NodeResponse): void {
  const target = response as ServerResponse;
  if (target.writableEnded) return;
  if (target.headersSent) return cut(response);
  for (const name of BODY_HEADERS) if (target.hasHeader(name)) target.removeHeader(name);
  send(refusalOf(error), target);
}

/** Answers what `publishedBy` returned. */
export function answerNode(answer: PublishedAnswer, response: NodeResponse): void {
  send(answer, response as ServerResponse);
}

function send({ status, headers, body }: PublishedAnswer, target: ServerResponse): void {
  target.statusCode = status;
  add(target, headers);
  // A 204 has no length (RFC 9110 §8.6).
  if (status !== 204) target.setHeader('Content-Length', Buffer.byteLength(body));
  target.end(body);
}

/** Without an error `node:http2` would end the stream as a complete one. */
function cut(response: NodeResponse): void {
  if ('stream' in response) response.destroy(new Error('The response was cut.'));
  else response.destroy();
}
