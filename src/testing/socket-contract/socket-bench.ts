import { cookiePolicy } from '../../authn/cookie.ts';
import { headerPolicy } from '../../authn/header.ts';
import type { Resource } from '../../authz/acl-types.ts';
import { Allow, Everyone, user } from '../../authz/acl-types.ts';
import { createSecurity } from '../../config/create-security.ts';
import type { SecurityOptions } from '../../config/options.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { wiringOf } from '../../security/internals.ts';
import type { Security } from '../../security/security.ts';
import { denylist } from '../../sessions/lists.ts';
import { memoryStore } from '../../stores/memory/memory-store.ts';
import type { Store } from '../../stores/model/store.ts';
import { authAs } from '../auth-as.ts';
import type { TestClock } from '../clock.ts';
import { testClock } from '../clock.ts';
import { holds } from '../contract/check.ts';
import type { MountedSockets, SocketClient, SocketHandshake } from './socket-mount.ts';
import type { SocketMount, SocketRefusal, SocketSetUp } from './socket-mount.ts';
import type { Patient } from './talker.ts';
import { Talker } from './talker.ts';

/** It protects nothing: no application but this one accepts tokens that are signed with it. */
const SECRET =
  'Zq4NfW9sKxT2vYbL7RmHcJ5dPgA8uEoi3yUwXzVtGnBkMrCh6Q-SjD1lFaOeI_0pTQxZsWvRnYbUcKdLfMgHjP';
const PATIENCE = 5000;
/** A time at which every case begins. */
const START = 1_700_000_000_000;

/** The root that is asked where a case has none of its own. */
export const ROOT: Resource = {
  name: 'room',
  acl: [
    [Allow, user('alice'), ['chat', 'post']],
    [Allow, 'role:writer', 'post'],
    [Allow, Everyone, 'look'],
  ],
};

/** How the server of a case differs from the usual one. */
export interface ServeOptions
  extends Partial<Pick<SocketSetUp, 'guard' | 'tokenMessages' | 'firstMessage' | 'onRefused'>> {
  readonly security?: Partial<SecurityOptions>;
  /** Default: a new one in memory. */
  readonly store?: Store;
}

/** What a case works with. */
export class SocketBench {
  readonly clock: TestClock = testClock(START);
  /** What the securities of the case have logged. */
  readonly logged: object[] = [];
  readonly #mount: SocketMount;
  readonly #toEnd: (() => unknown)[] = [];

  constructor(mount: SocketMount) {
    this.#mount = mount;
  }

  /** Returns a security with the clock of the case: that of another process, or of a server. */
  security(more: Partial<SecurityOptions> = {}, store?: Store): Security {
    const log = (event: object): void => void this.logged.push(event);
    const { clock } = this;
    const kept = store ?? memoryStore({ clock });
    const security = createSecurity({
      privateKey: SECRET,
      expiration: '1m',
      clock,
      audit: 'off',
      policies: [headerPolicy(), cookiePolicy({ sessionLifetime: '1h' })],
      revocation: denylist(kept, { cutOffIfEmpty: false, bound: 0.2, deadline: 50 }),
      refresh: {},
      logger: { warn: log, error: log },
      root: ROOT,
      ...more,
    } as SecurityOptions);
    this.#toEnd.push(() => security.close());
    return security;
  }

  /** Mounts and serves the application of a case. */
  async serve({ security: more, store, ...options }: ServeOptions = {}): Promise<ServedSockets> {
    const security = this.security(more, store);
    const heard: string[] = [];
    const mounted = await this.#mount({
      security,
      guard: null,
      tokenMessages: false,
      firstMessage: null,
      onRefused: undefined,
      ...options,
      opened: () => void heard.push('open'),
      handle(auth, text, send) {
        heard.push(text);
        return answer(auth, text, send);
      },
    });
    const served = new ServedSockets(mounted, security, heard);
    this.#toEnd.unshift(() => served.close());
    return served;
  }

  /** Ends everything that the case has opened. */
  async end(): Promise<void> {
    for (const end of this.#toEnd.splice(0)) await end();
  }
}

/** A server of a case, with the application that it serves. */
export class ServedSockets {
  readonly security: Security;
  /** What the application saw: `open` for each socket, and the messages. */
  readonly heard: readonly string[];
  readonly port: number;
  readonly #mounted: MountedSockets;
  readonly #clients: SocketClient[] = [];

  constructor(mounted: MountedSockets, security: Security, heard: readonly string[]) {
    this.#mounted = mounted;
    this.security = security;
    this.heard = heard;
    this.port = mounted.port;
  }

  /** How many connections the security watches. */
  get listeners(): number {
    return wiringOf(this.security).ends.size;
  }

  /** Begins to connect. */
  connect(handshake: Partial<SocketHandshake> = {}): SocketClient {
    const client = this.#mounted.connect({ headers: {}, token: null, ...handshake });
    this.#clients.push(client);
    return client;
  }

  /** @throws Error if the client is refused */
  async open(handshake: Partial<SocketHandshake> = {}): Promise<Talker> {
    const client = this.connect(handshake);
    const talker = new Talker(client, this.patient);
    const refusal = await this.patient('the answer to the handshake', client.opened);
    holds(refusal === null, `The handshake was refused with ${refusal?.status}: ${refusal?.body}`);
    return talker;
  }

  /** Opens a socket with a new token of a user in the header. */
  async openAs(userId: string): Promise<Talker> {
    return this.open({ headers: await this.bearer(userId) });
  }

  /** @throws Error if the client is let in */
  async refusal(handshake: Partial<SocketHandshake> = {}): Promise<SocketRefusal> {
    const { opened } = this.connect(handshake);
    const refusal = await this.patient('the answer to the handshake', opened);
    holds(refusal !== null, 'The handshake was accepted.');
    return refusal;
  }

  /** Returns the status of a refusal, or 101 for a client that is let in. */
  async status(handshake: Partial<SocketHandshake> = {}): Promise<number> {
    const { opened } = this.connect(handshake);
    return (await this.patient('the answer to the handshake', opened))?.status ?? 101;
  }

  /** Returns the header of a new token. */
  async bearer(userId: string): Promise<{ readonly Authorization: string }> {
    return { Authorization: `Bearer ${await this.security.createToken(userId)}` };
  }

  /** Returns the session cookie of a login. */
  async login(userId = 'alice'): Promise<{ readonly Cookie: string }> {
    const { Cookie } = await authAs(this.security, userId, {}, { policy: 'cookie' });
    return { Cookie: Cookie as string };
  }

  /** The headers of a page of this server, with its cookie. */
  async ownPage(userId = 'alice'): Promise<Readonly<Record<string, string>>> {
    return { ...(await this.login(userId)), Origin: `http://127.0.0.1:${this.port}` };
  }

  /** Waits until no connection is watched. */
  async watchesNone(): Promise<void> {
    const none = async (): Promise<void> => {
      while (this.listeners > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    };
    await this.patient('the end of what listens', none());
  }

  readonly patient: Patient = async (what, promise) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const fail = (): void => reject(new Error(`There was not ${what} in time.`));
      timer = setTimeout(fail, this.#mounted.patience ?? PATIENCE);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  };

  async close(): Promise<void> {
    for (const client of this.#clients) client.cut();
    await this.#mounted.close();
  }
}

/** What the application of the contract answers. */
function answer(
  auth: AuthContext,
  text: string,
  send: (text: string) => unknown,
): void | Promise<void> {
  const [command = '', permission = '', resource] = text.split(' ');
  if (command === 'throw') throw new Error('A handler of the contract threw.');
  if (command === 'reject') return Promise.reject(new Error('A handler of the contract rejected.'));
  send(wordOf(auth, command, permission, resource) ?? `echo ${text}`);
}

function wordOf(
  auth: AuthContext,
  command: string,
  permission: string,
  resource: string | undefined,
): string | null {
  if (command === 'who') return String(auth.userId ?? 'anonymous');
  if (command === 'issuer') return String(auth.issuer);
  if (command === 'principals') return auth.principals.join(' ');
  if (command === 'permits')
    return String(
      resource === undefined
        ? auth.permits(permission)
        : auth.permits(permission, roomOf(resource)),
    );
  if (command !== 'require') return null;
  auth.require(permission);
  return 'done';
}

/** A room whose owner may close it; the room `none` does not exist. */
function roomOf(owner: string): Resource | null {
  return owner === 'none' ? null : { acl: [[Allow, user(owner), 'close']], parent: ROOT };
}

/** One rule that every entry point for sockets keeps; the name is the rule. */
export interface SocketCase {
  readonly name: string;
  /** @throws Error that says what is wrong */
  run(bench: SocketBench): Promise<void>;
}

/** Cases by their names. */
export type SocketCases = Readonly<Record<string, SocketCase['run']>>;
