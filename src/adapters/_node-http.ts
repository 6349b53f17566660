import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthError } from '../base/errors.ts';
import type { RequestView } from '../base/request-view.ts';
import type { AuthContext } from '../security/auth-context.ts';
import { renderRefusal } from '../security/problem.ts';

/** A request of `node:http` as the core sees it; reads the raw list of fields, since `headers` keeps only the first `Authorization`. */
export class NodeRequestView implements RequestView {
  readonly #request: IncomingMessage;
  readonly secure: boolean;

  constructor(request: IncomingMessage, secure: boolean = (request.socket as { encrypted?: boolean }).encrypted === true) {
    this.#request = request;
    this.secure = secure;
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  header(name: string): string | readonly string[] | undefined {
    const raw = this.#request.rawHeaders;
    let first: string | undefined;
    let all: string[] | undefined;
    for (let i = 0; i < raw.length; i += 2) {
      const field = raw[i] as string;
      if (field.length !== name.length || field.toLowerCase() !== name) continue;
      const value = raw[i + 1] as string;
      if (first === undefined) first = value;
      else (all ??= [first]).push(value);
    }
    return all ?? first;
  }
}

/** Whose headers a response carries. */
const speakers = new WeakMap<ServerResponse, AuthContext>();

/** Writes the headers of the auth context when the response's own are written, however late that is and whatever was said until then. */
export function onReply(response: ServerResponse, auth: AuthContext): void {
  // Mounted twice, the last one speaks, alone: two would set the cookie twice.
  const hooked = speakers.has(response);
  speakers.set(response, auth);
  if (hooked) return;
  const writeHead = response.writeHead.bind(response) as (status: number, ...rest: unknown[]) => ServerResponse;
  let written = false;
  response.writeHead = function (this: ServerResponse, status: number, ...rest: unknown[]): ServerResponse {
    if (!written && !this.headersSent) {
      written = true;
      const given = rest.at(-1);
      if (typeof given === 'object' && given !== null) {
        rest.pop();
        // Set one by one, or those given here would take the place of ours.
        for (const [name, value] of pairs(given)) this.setHeader(name, value as string);
      }
      for (const [name, value] of speakers.get(this)?.headersFor(status) ?? []) append(this, name, value);
    }
    return writeHead(status, ...rest);
  } as typeof response.writeHead;
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
  const lower = name.toLowerCase();
  const before = response.getHeader(name);
  if (before === undefined || !['set-cookie', 'www-authenticate', 'vary'].includes(lower)) response.setHeader(name, value);
  else if (lower !== 'vary') response.setHeader(name, [...[before as string | string[]].flat(), value]);
  else if (
    !String(before)
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes(value.toLowerCase())
  )
    response.setHeader(name, `${String(before)}, ${value}`);
}

/** Headers as `writeHead` takes them: an object, a flat list, or a list of pairs. A name that comes twice in a list is kept twice. */
function pairs(given: object): Iterable<readonly [string, unknown]> {
  if (!Array.isArray(given)) return Object.entries(given).filter(([, value]) => value !== undefined);
  const list: [string, unknown][] = Array.isArray(given[0])
    ? given
    : given.flatMap((name, i) => (i % 2 === 0 ? [[name, given[i + 1]]] : []));
  const merged = new Map<string, unknown>();
  for (const [name, value] of list) {
    const before = merged.get(name);
    merged.set(name, before === undefined ? value : [before, value].flat());
  }
  return merged;
}
