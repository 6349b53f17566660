import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthError, ReplyHeader } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { AuthContext } from '../security/auth-context.ts';
import { renderRefusal } from '../security/problem.ts';

/** A request of `node:http` as the core sees it; reads the raw list of fields, since `headers` keeps only the first `Authorization`. */
export class NodeRequestView implements RequestView {
  readonly #request: IncomingMessage;
  readonly #isSecure: (() => boolean) | undefined;

  /** @param isSecure - what the framework makes of a proxy's word on the connection; left out, the socket is asked */
  constructor(request: IncomingMessage, isSecure?: () => boolean) {
    this.#request = request;
    this.#isSecure = isSecure;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  get secure(): boolean {
    return (
      this.#isSecure?.() ?? (this.#request.socket as { encrypted?: boolean }).encrypted === true
    );
  }

  header(name: string): string | readonly string[] | undefined {
    const raw = this.#request.rawHeaders;
    const initial = name.charCodeAt(0) | 0x20;
    let first: string | undefined;
    let all: string[] | undefined;
    for (let i = 0; i < raw.length; i += 2) {
      const field = raw[i] as string;
      // Most names differ by their length or first letter; folding each would make a string of each.
      if (
        field.length !== name.length ||
        (field.charCodeAt(0) | 0x20) !== initial ||
        field.toLowerCase() !== name
      )
        continue;
      const value = raw[i + 1] as string;
      if (first === undefined) first = value;
      else (all ??= [first]).push(value);
    }
    return all ?? first;
  }
}

const SPEAKER: unique symbol = Symbol('whose headers the response carries');
const WRITE_HEAD: unique symbol = Symbol('the writeHead that was there before');

type WriteHead = (this: ServerResponse, status: number, ...rest: unknown[]) => ServerResponse;

/** A response that carries the headers of an auth context; both members are there, or neither. */
interface SpokenFor extends ServerResponse {
  [SPEAKER]?: AuthContext | null;
  [WRITE_HEAD]?: WriteHead;
}

/** Writes the headers of the auth context when the response's own are written, however late that is and whatever was said until then. */
export function onReply(response: SpokenFor, auth: AuthContext): void {
  // Mounted twice, the last one speaks, alone: two would set the cookie twice.
  response[SPEAKER] = auth;
  if (response[WRITE_HEAD] !== undefined) return;
  // oxlint-disable-next-line typescript/unbound-method -- called with its response by the one that takes its place
  response[WRITE_HEAD] = response.writeHead as WriteHead;
  response.writeHead = writeHead;
}

/** One function for all responses: a closure for each would be made and thrown away with every request. */
function writeHead(this: SpokenFor, status: number, ...rest: unknown[]): ServerResponse {
  const before = this[WRITE_HEAD] as WriteHead;
  const auth = this[SPEAKER];
  if (auth && !this.headersSent) {
    const ours = auth.headersFor(status);
    // A single field beside which nobody said anything need not be put into a table only to be taken out of it.
    if (ours.length === 1 && rest.length === 0 && this.getHeaderNames().length === 0) {
      const [[name, value]] = ours as [ReplyHeader];
      return before.call(this, status, [name, value]);
    }
    addTo(this, rest, ours);
    // Ours stand on the response now. Not before: a head that cannot be written may be tried again, with what was said still to say.
    this[SPEAKER] = null;
  }
  return before.call(this, status, ...rest);
}

/** Puts our headers to those that were set and to those that `writeHead` was given, which it takes out of its arguments. */
function addTo(response: ServerResponse, rest: unknown[], ours: readonly ReplyHeader[]): void {
  const given = rest.at(-1);
  if (typeof given === 'object' && given !== null) {
    rest.pop();
    // Set one by one, or those given here would take the place of ours.
    for (const [name, value] of pairs(given)) response.setHeader(name, value as string);
  }
  for (const [name, value] of ours) append(response, name, value);
}

/** Answers a refusal: status, challenge, problem+json. */
export function refuse(error: AuthError, response: ServerResponse): void {
  const { status, headers, body } = renderRefusal(error);
  response.statusCode = status;
  for (const [name, value] of headers) append(response, name, value);
  response.end(body);
}

/** Cookies and challenges stand beside each other, `Vary` is one list, and the rest has one value. */
function append(response: ServerResponse, name: string, value: string): void {
  const before = response.getHeader(name);
  const lower = before === undefined ? '' : name.toLowerCase();
  if (!['set-cookie', 'www-authenticate', 'vary'].includes(lower)) response.setHeader(name, value);
  else if (lower !== 'vary')
    response.setHeader(name, [...[before as string | string[]].flat(), value]);
  else response.setHeader(name, union(String(before), value));
}

/** Two lists of fields as one, in which no field stands twice. */
function union(before: string, more: string): string {
  const known = before.toLowerCase().split(/\s*,\s*/);
  return [before, ...more.split(', ').filter((field) => !known.includes(field.toLowerCase()))].join(
    ', ',
  );
}

/** Headers as `writeHead` takes them: an object, a flat list, or a list of pairs. A name that comes twice in a list is kept twice. */
function pairs(given: object): Iterable<readonly [string, unknown]> {
  if (!Array.isArray(given))
    return Object.entries(given).filter(([, value]) => value !== undefined);
  const list: [string, unknown][] = Array.isArray(given[0])
    ? given
    : given.flatMap((name, i) => (i % 2 === 0 ? [[name, given[i + 1]]] : []));
  const merged = new Map<string, [string, unknown]>();
  for (const [name, value] of list) {
    const before = merged.get(name.toLowerCase());
    merged.set(name.toLowerCase(), [
      name,
      before === undefined ? value : [before[1], value].flat(),
    ]);
  }
  return merged.values();
}
