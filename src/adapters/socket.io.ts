import type { ExtendedError } from 'socket.io';
import { AuthError } from '../base/errors.ts';
import { isAuthContext, wiringOf } from '../security/internals.ts';
import { readOnRefused } from '../security/read-on-refused.ts';
import type { AuthContext, AuthenticateOptions, Authenticator, AuthOf } from './kit/kit.ts';
import type { Check, Framework, HoldEnd, Permit, RequireUser, UserOf } from './kit/kit.ts';
import { answerRefusal, authIn, guards, hold, nodeView } from './kit/kit.ts';
import { refusalOf, runGuard, userIn } from './kit/kit.ts';
import { keepHeld } from './socket.io/held-sockets.ts';
import type { AnySocket, IoArgs, IoGuard, IoMiddleware, Next } from './socket.io/io-types.ts';
import type { Packet } from './socket.io/io-types.ts';
import { notePassed, stillPasses } from './socket.io/namespace-guards.ts';
import { holdPackets } from './socket.io/waiting-packets.ts';

export type * from './socket.io/io-types.ts';
export type { AuthenticateOptions, GuardOptions, OnRefused, ResourceOf } from './kit/kit.ts';

type Answer = ExtendedError | null;
type Known = AnySocket & { auth?: unknown };

const framework: Framework<IoArgs, Answer> = {
  auth: (socket: Known) => socket.auth,
  refuse: (error) => refusedWith(error),
};

/**
 * Finds out who opens each socket of a namespace: `io.use(authenticate(security))`, and the same
 * for each other namespace. The token is that of `io(url, { auth: { token } })`, else of a header,
 * else of the cookie if the page is one of this server. A client that is refused gets
 * `connect_error`, whose `data` is the problem.
 *
 * When the token expires or is revoked the client gets the event `auth_expired` with the reason,
 * and its connection is closed. Handlers get the auth context by `authOf(socket)`.
 *
 * @throws ConfigurationError if the value is not a security
 * @example
 * io.use(authenticate(security)).use(required('chat'));
 * io.on('connection', (socket) => {
 *   socket.use(permit('post')(socket));
 *   socket.on('say', (text) => io.emit('said', authOf(socket).userId, text));
 * });
 */
export function authenticate(
  security: Authenticator,
  options: AuthenticateOptions<IoArgs, Answer> = {},
): IoMiddleware {
  const wiring = wiringOf(security);
  const onRefused = readOnRefused(options, 'authenticate');
  const open = async (socket: Known): Promise<Answer> => {
    if (isAuthContext(socket.auth) && socket.auth.isOf(wiring)) return null;
    const { token = null }: { token?: unknown } = socket.handshake.auth;
    // What is no string is refused like any other token that is none.
    const handshake = { view: nodeView(socket.request), token: token as string | null };
    let asking: Promise<void> | null = null;
    const askAgain = async (): Promise<void> => {
      const passes = await stillPasses(socket).catch(() => false);
      if (!passes) end(socket, 'refused');
    };
    const held = await hold(security, handshake, {
      onEnd: (reason) => end(socket, reason),
      onChange(auth: AuthContext) {
        socket.auth = auth;
        const asked = askAgain().finally(() => {
          if (asking === asked) asking = null;
        });
        asking = asked;
      },
      onRefused,
    });
    socket.auth = held.auth;
    keepHeld(socket, held);
    // The log has each refusal; Socket.IO would print it again as an error without a handler.
    socket.on('error', () => undefined);
    // Packets wait while principals are loaded again and the guards are asked again.
    holdPackets(
      socket,
      () => held.pending ?? asking,
      () => end(socket, 'refused'),
    );
    return null;
  };
  return (socket, next) => {
    open(socket)
      .catch((error: unknown) =>
        AuthError.isAuthError(error)
          ? answerRefusal(framework, error, [socket, null], onRefused)
          : refusedWith(error),
      )
      .then((refused) => goOn(next, refused))
      .catch((error: unknown) => next(refusedWith(error)));
  };
}

function end(socket: AnySocket, reason: HoldEnd): void {
  if (socket.connected) {
    socket.emit('auth_expired', reason);
    socket.disconnect(true);
  } else {
    socket.conn.close();
  }
}

function goOn(next: Next, refused: Answer): void {
  if (refused === null) next();
  else next(refused);
}

/** An error as Socket.IO sends it to the client: its message and its data. */
function refusedWith(error: unknown): ExtendedError {
  const problem = JSON.parse(refusalOf(error).body) as { title: string };
  return Object.assign(new Error(problem.title), { data: problem });
}

const made = guards<IoArgs, IoGuard, Answer>(framework, (check) => {
  const ask = (socket: AnySocket, packet: Packet | null) => {
    // The kit has a mark of its own among the answers, which no guard sees.
    const [whole, any] = [framework as Framework<IoArgs, unknown>, check as Check<IoArgs, unknown>];
    return runGuard(whole, any, [socket, packet], () => null) as Answer | Promise<Answer>;
  };
  const run = async (socket: AnySocket, packet: Packet | null, next: Next): Promise<void> => {
    const refused = await ask(socket, packet);
    if (refused === null && packet === null) notePassed(socket, () => ask(socket, null));
    goOn(next, refused);
  };
  function guard(socket: AnySocket, next: Next): void;
  function guard(socket: AnySocket): (packet: unknown[], next: Next) => void;
  function guard(socket: AnySocket, next?: Next): unknown {
    if (next !== undefined) return void run(socket, null, next);
    return (packet: unknown[], then: Next) => void run(socket, packet, then);
  }
  return guard;
});

/** Lets sockets and packets through that the ACL permits: see {@link Permit}. */
export const permit: Permit<IoArgs, IoGuard, Answer> = made.permit;

/** Lets authenticated sockets through, and with a permission those that the ACL permits. */
export const required: RequireUser<IoArgs, IoGuard, Answer> = made.required;

/** Returns the auth context of a socket: see {@link AuthOf}. */
export const authOf: AuthOf<AnySocket> = (socket: Known) => authIn(socket.auth);

/** Returns the auth context of an authenticated socket: see {@link UserOf}. */
export const userOf: UserOf<AnySocket> = (socket: Known) => userIn(socket.auth);
