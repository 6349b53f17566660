import type { ReplyHeader } from '../http/reply-headers.ts';
import type { RequestView } from '../http/request-view.ts';
import { pathOf } from '../http/request-view.ts';
import type { KeySource } from '../keys/key-source.ts';
import { publish } from '../keys/publish.ts';

/** What is answered at an address that a security publishes. */
export interface PublishedAnswer {
  readonly status: number;
  readonly headers: readonly ReplyHeader[];
  /** The body of GET; a server does not send it for HEAD. */
  readonly body: string;
}

/** What a security publishes, after its options were checked. */
export interface PublishSettings {
  /** The path of the public keys; null if they are not published. */
  readonly jwks: string | null;
  /** The path and the content of the metadata; null if the API is no protected resource. */
  readonly metadata: {
    readonly resource: string;
    readonly path: string;
    readonly url: string;
    readonly content: object;
  } | null;
}

/** Any page may read what is public, and no cookie is sent along or set. */
const CORS: ReplyHeader = ['Access-Control-Allow-Origin', '*'];
const HEADERS: readonly ReplyHeader[] = Object.freeze([
  ['Content-Type', 'application/json'],
  // As long as clients may take to see a new key: it is published long before it signs.
  ['Cache-Control', 'public, max-age=300'],
  CORS,
]);
/** Clients in browsers send fields such as `MCP-Protocol-Version`, and so ask before. */
const PREFLIGHT: PublishedAnswer = Object.freeze({
  status: 204,
  headers: Object.freeze<ReplyHeader[]>([
    CORS,
    ['Access-Control-Allow-Methods', 'GET, HEAD'],
    ['Access-Control-Allow-Headers', '*'],
  ]),
  body: '',
});

/** The well-known addresses of a security, which need no token: public keys, and metadata. */
export class Published {
  /** The resource and the address of its metadata; null if the API is no protected resource. */
  readonly metadata: PublishSettings['metadata'];
  readonly #pages = new Map<string, () => string>();

  constructor({ jwks, metadata }: PublishSettings, keys: KeySource) {
    this.metadata = metadata;
    if (jwks !== null) this.#pages.set(jwks, keysAsText(keys));
    if (metadata === null) return;
    const text = JSON.stringify(metadata.content);
    this.#pages.set(metadata.path, () => text);
  }

  /** Returns the answer to GET, HEAD and the preflight of an address; null for anything else. */
  respond(view: RequestView): PublishedAnswer | null {
    const page = this.#pages.get(pathOf(view));
    if (page === undefined) return null;
    const { method } = view;
    if (method === 'OPTIONS')
      return view.header('access-control-request-method') === undefined ? null : PREFLIGHT;
    if (method !== 'GET' && method !== 'HEAD') return null;
    return { status: 200, headers: HEADERS, body: page() };
  }
}

/** Anyone may ask, so a set of keys is written once. */
function keysAsText(keys: KeySource): () => string {
  let written: unknown = null;
  let text = '';
  return () => {
    const { current } = keys;
    if (current !== written) text = JSON.stringify(publish(current.all));
    written = current;
    return text;
  };
}
