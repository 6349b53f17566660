import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RemoteKeysOptions, Security, SecurityOptions } from '../../../src/index.ts';
import { createSecurity, keyRing, remoteKeys } from '../../../src/index.ts';
import type { Jwk } from '../../../src/keys/import/key-input.ts';
import { jwkOf, pairOf, pemOf } from '../sample-keys.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const AUDIENCE = 'https://api.example.com';
export const ISSUER = 'https://login.example.com/';

/** The public JWK of a key of the provider, by its name. */
export const published = (kid: string, more: object = {}): Jwk => ({
  ...jwkOf(pairOf(`prime256v1#${kid}`).publicKey),
  kid,
  alg: 'ES256',
  use: 'sig',
  ...more,
});

/** A token of the provider. */
export function tokenOf(kid: string, issuer: string = ISSUER): Promise<string> {
  const privateKey = pemOf(pairOf(`prime256v1#${kid}`).privateKey);
  const keys = keyRing([{ kid, algorithm: 'ES256', privateKey }]);
  return createSecurity({ keys, issuer, audience: AUDIENCE, audit: 'off' }).createToken('alice');
}

export function json(
  response: ServerResponse,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A real server that publishes keys, well or badly, and counts how often it is asked. */
export class Provider {
  /** The addresses that were asked for, in order. */
  readonly asked: string[] = [];
  answer: Answer = (_request: IncomingMessage, response: ServerResponse) =>
    json(response, { keys: this.keys });
  keys: unknown[];
  readonly #server: Server = createServer((request, response) => {
    this.asked.push(request.url as string);
    this.answer(request, response);
  });

  constructor(...kids: readonly string[]) {
    this.keys = kids.map((kid) => published(kid));
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

export interface World {
  readonly security: Security;
  readonly keys: ReturnType<typeof remoteKeys>;
  /** The monotonic clock, in milliseconds. */
  readonly time: { now: number };
  readonly events: { event: string; reason: string; err: unknown }[];
  /** Verifies a token, and returns `ok` or the code. */
  check(token: string): Promise<string>;
  /** The same, or `waits` if the answer is not there at once. */
  checkNow(token: string): string;
}

/** An API that accepts the tokens of a provider. */
export function apiOf(
  provider: Provider,
  options: RemoteKeysOptions = {},
  more: Partial<SecurityOptions> = {},
): World {
  const time = { now: 0 };
  const keys = remoteKeys(
    { jwksUrl: `${provider.url}/jwks` },
    { monotonicClock: () => time.now, ...options },
  );
  const events: World['events'] = [];
  const log = (details: object): void => void events.push(details as World['events'][number]);
  const security = createSecurity({
    issuer: ISSUER,
    audience: AUDIENCE,
    ...more,
    keys,
    logger: { warn: log, error: log },
  } as SecurityOptions);
  const checkNow = (token: string): string => {
    const answer = security.verifyToken(token);
    if (answer instanceof Promise) return 'waits';
    return answer.ok ? 'ok' : answer.error.code;
  };
  const check = async (token: string): Promise<string> => {
    const answer = await security.verifyToken(token);
    return answer.ok ? 'ok' : answer.error.code;
  };
  return { security, keys, time, events, check, checkNow };
}
