import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JwkSet } from '../../keys/publish.ts';
import { metadataAddresses } from '../../keys/remote/address.ts';
import type { Fetch } from '../../keys/remote/fetch-json.ts';

/**
 * How an issuer fails: its server is down, is silent until the caller gives up, answers with status
 * 500, or sends half of the body.
 */
export type IssuerFailure = 'down' | 'silent' | 'error' | 'cut';

/** How often an issuer was asked, also while it fails. */
export interface IssuerFetches {
  readonly metadata: number;
  readonly keys: number;
}

/** What an issuer publishes, its metadata and its keys, and how it answers. */
export class Publication {
  failure: IssuerFailure | null = null;
  readonly #issuer: string;
  readonly #jwksUrl: string;
  readonly #keys: () => JwkSet;
  #metadataFetches = 0;
  #keyFetches = 0;

  constructor(issuer: string, jwksUrl: string, keys: () => JwkSet) {
    this.#issuer = issuer;
    this.#jwksUrl = jwksUrl;
    this.#keys = keys;
  }

  get fetches(): IssuerFetches {
    return { metadata: this.#metadataFetches, keys: this.#keyFetches };
  }

  /** Answers without a network. An address at which nothing is published has status 404. */
  readonly fetch: Fetch = (url, { signal }) => {
    const { origin, pathname } = new URL(url);
    const body = this.#find((address) => address === `${origin}${pathname}`);
    if (this.failure === 'down') return Promise.reject(new TypeError('fetch failed'));
    if (this.failure === 'silent') return aborted(signal);
    if (this.failure === 'error') return Promise.resolve(new Response(null, { status: 500 }));
    if (body === null) return Promise.resolve(new Response(null, { status: 404 }));
    return Promise.resolve(
      new Response(this.failure === 'cut' ? halfOf(body) : body, { headers: HEADERS }),
    );
  };

  /** Answers as a server whose origin is not compared: it may listen on any port. */
  readonly listener = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const body = this.#find((address) => new URL(address).pathname === pathname);
    if (this.failure === 'down') response.destroy();
    else if (this.failure === 'error') response.writeHead(500).end();
    else if (this.failure === 'silent') return;
    else if (body === null) response.writeHead(404).end();
    else {
      response.writeHead(200, { ...HEADERS, 'content-length': Buffer.byteLength(body) });
      if (this.failure !== 'cut') response.end(body);
      else response.write(body.slice(0, body.length / 2), () => response.destroy());
    }
  };

  /** Returns the text at the first address that fits, and counts; null if none does. */
  #find(fits: (address: string) => boolean): string | null {
    if (fits(this.#jwksUrl)) {
      this.#keyFetches++;
      return JSON.stringify(this.#keys());
    }
    if (!metadataAddresses(this.#issuer).some(fits)) return null;
    this.#metadataFetches++;
    return JSON.stringify({ issuer: this.#issuer, jwks_uri: this.#jwksUrl });
  }
}

const HEADERS = { 'content-type': 'application/json' };

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function halfOf(body: string): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new TypeError('terminated'));
      else controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)));
      isSent = true;
    },
  });
}
