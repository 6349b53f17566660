import { randomUUID } from 'node:crypto';
import { generateKeys } from '../../keys/generate.ts';
import { importKey } from '../../keys/import/import-key.ts';
import type { Key } from '../../keys/key-set.ts';
import type { JwkSet } from '../../keys/publish.ts';
import { publish } from '../../keys/publish.ts';
import type { Duration } from '../../options/duration.ts';
import { NO_DURATION, parseDuration } from '../../options/duration.ts';
import { prepareKey } from '../../token/crypto/jws-key.ts';
import { encodeText } from '../../token/segment.ts';
import type { IssuerSettings, TestIssuerOptions } from './issuer-options.ts';
import { readTestIssuer } from './issuer-options.ts';
import type { IssuerFailure, IssuerFetches } from './publication.ts';
import { Publication } from './publication.ts';

/** What one token has instead of what is usual. */
export interface TestTokenOptions {
  /** The key that signs, also one that was withdrawn. Default: the newest one. */
  readonly kid?: string | undefined;
  /** The type of the token; null for none. Default: `'JWT'`. */
  readonly typ?: string | null | undefined;
  /** How long it lasts. Default: that of the issuer. */
  readonly expiresIn?: Duration | undefined;
  /** Members of the header, such as `{ alg: 'none' }`; the signature stays as it is. */
  readonly header?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Makes an issuer for tests: it has keys of its own, makes tokens, and publishes its keys without a
 * network. Nothing of what verifies the tokens is replaced.
 *
 * @throws ConfigurationError naming every fault of the options with its cure
 * @example
 * const provider = await testIssuer({ issuer: 'https://id.example.com', claims: { aud: 'api' } });
 * const security = createSecurity({
 *   keys: remoteKeys({ issuer: provider.issuer }, { fetch: provider.fetch }),
 *   audience: 'api',
 * });
 * const token = await provider.token({ sub: 'alice' });
 */
export async function testIssuer(options: TestIssuerOptions): Promise<TestIssuer> {
  const settings = readTestIssuer(options);
  return new TestIssuer(settings, await newKey(settings));
}

/** An issuer for tests. No printer shows its private keys. */
export class TestIssuer {
  readonly #settings: IssuerSettings;
  readonly #publication: Publication;
  readonly #keys: Key[];
  readonly #withdrawn = new Set<string>();

  /** Made by {@link testIssuer}. */
  constructor(settings: IssuerSettings, key: Key) {
    this.#settings = settings;
    this.#keys = [key];
    this.#publication = new Publication(settings.issuer, settings.jwksUrl, () => this.jwks());
  }

  /** The `iss` of its tokens. */
  get issuer(): string {
    return this.#settings.issuer;
  }

  /** The address of its JWK Set. */
  get jwksUrl(): string {
    return this.#settings.jwksUrl;
  }

  /** The name of the key that signs. */
  get kid(): string {
    return kidOf(this.#keys.at(-1) as Key);
  }

  /** How often its metadata and its keys were fetched. */
  get fetches(): IssuerFetches {
    return this.#publication.fetches;
  }

  /** A `fetch` for `remoteKeys` that finds its metadata and its keys without a network. */
  get fetch(): Publication['fetch'] {
    return this.#publication.fetch;
  }

  /** The same as a listener of `node:http`, for tests with a real socket. */
  get listener(): Publication['listener'] {
    return this.#publication.listener;
  }

  /** Returns the public keys that are published. */
  jwks(): JwkSet {
    return publish(this.#keys.filter((key) => !this.#withdrawn.has(kidOf(key))));
  }

  /**
   * Makes a token. It has `iss`, `iat`, `exp`, `jti` and the claims of the issuer.
   *
   * @param claims - more claims; one that is undefined is left out
   * @throws TypeError if no key has that `kid`, or if `expiresIn` is not a duration
   */
  async token(
    claims: Readonly<Record<string, unknown>> = {},
    options: TestTokenOptions = {},
  ): Promise<string> {
    const { issuer, clock, claims: usual, expiresIn } = this.#settings;
    const { kid = this.kid, typ = 'JWT', header = {} } = options;
    const key = this.#keys.find((one) => kidOf(one) === kid);
    if (key === undefined) throw new TypeError(`token: the issuer has no key ${kid}.`);
    const lifetime = parseDuration(options.expiresIn ?? expiresIn);
    if (lifetime === null) throw new TypeError(`token: expiresIn ${NO_DURATION}.`);
    const iat = Math.floor(clock() / 1000);
    const times = { iat, exp: iat + lifetime, jti: randomUUID() };
    const protectedHeader = { alg: key.algorithm, kid, ...(typ !== null && { typ }), ...header };
    const input = [protectedHeader, { iss: issuer, ...times, ...usual, ...claims }]
      .map((part) => encodeText(JSON.stringify(part)))
      .join('.');
    return `${input}.${prepareKey(key).sign(input)}`;
  }

  /**
   * Makes a new key, which signs from now on. The keys before it stay published.
   *
   * @returns its `kid`
   */
  async rotate(): Promise<string> {
    this.#keys.push(await newKey(this.#settings));
    return this.kid;
  }

  /**
   * No longer publishes a key. It still signs if `token` is asked for it.
   *
   * @throws TypeError if no key has that name
   */
  withdraw(kid: string): void {
    if (!this.#keys.some((key) => kidOf(key) === kid))
      throw new TypeError(`withdraw: the issuer has no key ${kid}.`);
    this.#withdrawn.add(kid);
  }

  /** Lets its server fail, from now on and until {@link recover}. */
  fail(how: IssuerFailure): void {
    this.#publication.failure = how;
  }

  /** Ends a failure. */
  recover(): void {
    this.#publication.failure = null;
  }
}

async function newKey({ algorithm }: IssuerSettings): Promise<Key> {
  const { privateJwk } = await generateKeys(algorithm);
  return importKey({ algorithm, privateKey: privateJwk });
}

/** Each key of this issuer has a name. */
function kidOf({ kid }: Key): string {
  return kid as string;
}
