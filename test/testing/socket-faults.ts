import type { Fault } from './plant.ts';
import { at } from './plant.ts';

const HOLD = 'adapters/kit/hold.ts';
const SOCKET = 'adapters/ws/auth-socket.ts';
const UPGRADE = 'adapters/ws/upgrade.ts';
const CODES = 'adapters/ws/close-code.ts';
const TOKENS = 'adapters/ws/token-message.ts';
const TIMER = 'security/end-timer.ts';
const LISTENERS = 'security/end-listeners.ts';

/** Faults in the code of sockets. */
export const SOCKET_FAULTS: readonly Fault[] = [
  at(HOLD, 'if (refused !== null) throw refused;', ''),
  at(HOLD, 'return token === null\n', 'return token !== undefined\n'),
  at(HOLD, 'return token === null\n', 'return token === undefined\n'),
  at(
    HOLD,
    ': this.#security.authenticateToken(token, view);',
    ': this.#security.authenticate(view);',
  ),
  at(
    HOLD,
    '|| contextOf(this.#auth).mayBecome(contextOf(auth))) return refused;',
    ') return refused; else return null;',
  ),
  at(
    HOLD,
    '|| contextOf(this.#auth).mayBecome(contextOf(auth))) return refused;',
    ') return refused;',
  ),
  at(HOLD, "else if (refused.status !== 503) this.#end('refused');", ''),
  at(HOLD, "else if (refused.status !== 503) this.#end('refused');", "else this.#end('refused');"),
  at(HOLD, "else this.#end(refused.status === 503 ? 'unavailable' : 'refused');", ''),
  at(
    HOLD,
    "else this.#end(refused.status === 503 ? 'unavailable' : 'refused');",
    "else this.#end('refused');",
  ),
  at(HOLD, 'if (refused === null) this.#replace(auth, token);', 'if (refused === null) undefined;'),
  at(
    HOLD,
    'if (refused === null) this.#replace(auth, this.#token);',
    'if (refused === null) undefined;',
  ),
  at(HOLD, 'if (onChange !== undefined && !this.#isOver) this.#run(() => onChange(auth));', ''),
  at(
    HOLD,
    '  #take(auth: AuthContext): void {\n    this.#stop?.();',
    '  #take(auth: AuthContext): void {',
  ),
  at(HOLD, 'context.onRefused = this.#callbacks.onRefused ?? null;', ''),
  at(HOLD, 'ended: (reason) => this.#end(reason),', 'ended: () => undefined,'),
  at(HOLD, 'if (!workEndsWithRequest()) void this.check();', ''),
  at(HOLD, 'this.#run(() => this.#callbacks.onEnd(reason));', ''),
  at(HOLD, 'this.#isReleased = true;\n    this.#stop?.();', 'this.#isReleased = true;'),
  at(HOLD, 'this.#pending = settled;', ''),
  at(HOLD, 'return auth.failure === null ? null : contextOf(auth).userRefusal();', 'return null;'),
  at(HOLD, 'this.#token = token;\n    this.#take(auth);', 'this.#token = token;'),
  at(SOCKET, 'this.#isAccepted = rules.firstMessage === null;', 'this.#isAccepted = true;'),
  at(SOCKET, "() => this.close(CLOSE.unauthorized, 'no token came'),", '() => undefined,'),
  at(SOCKET, 'this.close(codeOfEnd(reason), reason);', ''),
  at(
    SOCKET,
    'if (this.#isAccepted && !this.#isSwapping) void this.#holdBack(() => this.#check());',
    '',
  ),
  at(
    SOCKET,
    "if (event !== 'message') return emit(event, ...args);",
    'return emit(event, ...args);',
  ),
  at(
    SOCKET,
    '  #receive(message: Message): void {\n    if (this.#isOver) return;',
    '  #receive(message: Message): void {',
  ),
  at(SOCKET, 'if (this.#waiting.length === MOST_WAITING)', 'if (this.#waiting.length === -1)'),
  at(SOCKET, 'const MOST_WAITING = 64;', 'const MOST_WAITING = 10;'),
  at(SOCKET, 'const { pending } = this.#held;', 'const pending = null as Promise<unknown> | null;'),
  at(
    SOCKET,
    'const token = this.#rules.takesTokens ? tokenIn(...message) : null;',
    'const token = tokenIn(...message);',
  ),
  at(
    SOCKET,
    'const token = this.#rules.takesTokens ? tokenIn(...message) : null;',
    'const token = null as string | null;',
  ),
  at(SOCKET, "else this.close(CLOSE.unauthorized, 'no token came first');", ''),
  at(SOCKET, 'await this.#check();\n      if (!this.#isOver', 'if (!this.#isOver'),
  at(SOCKET, '&& !this.#isAccepted) this.#accept();', '&& !this.#isAccepted) undefined;'),
  at(SOCKET, 'if (!this.#isOver) this.#socket.send(answerTo(refused?.status ?? 200));', ''),
  at(SOCKET, 'answerTo(refused?.status ?? 200)', 'answerTo(200)'),
  at(SOCKET, 'this.#rules.show();', ''),
  at(SOCKET, "if (code !== null) this.close(code, 'refused');", ''),
  at(SOCKET, "(error) => this.close(this.#rules.failed(error), 'refused'),", '() => undefined,'),
  at(SOCKET, 'this.#socket.resume();\n    this.#next();', 'this.#socket.resume();'),
  at(SOCKET, 'this.#waiting.length = 0;', ''),
  at(
    SOCKET,
    'if (this.#deadline !== null) clearTimeout(this.#deadline);\n    this.#rules.show();',
    'this.#rules.show();',
  ),
  at(
    SOCKET,
    'if (this.#deadline !== null) clearTimeout(this.#deadline);\n    this.#held.release();',
    'if (this.#deadline !== null) clearTimeout(this.#deadline);',
  ),
  at(UPGRADE, "raw.on('error', () => undefined);", ''),
  at(UPGRADE, "this.#raw.once('close', () => held.release());", ''),
  at(
    UPGRADE,
    'const waits = this.#setup.options.firstMessage !== undefined && !held.auth.isAuthenticated;',
    'const waits = this.#setup.options.firstMessage !== undefined;',
  ),
  at(
    UPGRADE,
    'const waits = this.#setup.options.firstMessage !== undefined && !held.auth.isAuthenticated;',
    'const waits = false;',
  ),
  at(
    UPGRADE,
    'const refusal = waits ? null : await this.#refusal();',
    'const refusal = null as never;',
  ),
  at(UPGRADE, 'token: takeBearer(this.#request) };', 'token: null };'),
  at(UPGRADE, 'onEnd: (reason) => this.#socket?.end(reason),', 'onEnd: () => undefined,'),
  at(UPGRADE, 'this.#keep(auth);\n        this.#socket?.changed();', 'this.#socket?.changed();'),
  at(UPGRADE, 'this.#keep(auth);\n        this.#socket?.changed();', 'this.#keep(auth);'),
  at(UPGRADE, 'onRefused: options.onRefused,', ''),
  at(UPGRADE, 'this.#opened.auth = auth;', ';'),
  at(UPGRADE, 'if (refusal !== null) return refusal;', ''),
  at(
    UPGRADE,
    'takesTokens: options.tokenMessages === true || firstMessage !== undefined,',
    'takesTokens: false,',
  ),
  at(
    UPGRADE,
    'firstMessage: waits ? (firstMessage as number) * 1000 : null,',
    'firstMessage: waits ? 1e6 : null,',
  ),
  at(UPGRADE, 'return refusal === null ? null : codeOfStatus(refusal.status);', 'return null;'),
  at(UPGRADE, 'else this.#show(opened);', ''),
  at(UPGRADE, 'if (held.ended !== null) this.#socket.end(held.ended);', ''),
  at(
    UPGRADE,
    '? await answerRefusal(framework, error, [this.#request], onRefused)',
    '? await answerRefusal(framework, error, [this.#request])',
  ),
  at(UPGRADE, ': this.#report(error);', ': (null as never);'),
  at(UPGRADE, 'if (!AuthError.isAuthError(error)) this.#report(error);', ''),
  at(CODES, "if (reason === 'closed') return CLOSE.goingAway;", ''),
  at(
    CODES,
    "return reason === 'unavailable' ? CLOSE.tryAgainLater : CLOSE.unauthorized;",
    'return CLOSE.unauthorized;',
  ),
  at(CODES, 'unauthorized: 4401,', 'unauthorized: 4400,'),
  at(
    CODES,
    'return AuthError.isAuthError(error) ? codeOfStatus(error.status) : CLOSE.serverError;',
    'return CLOSE.serverError;',
  ),
  at(
    CODES,
    'return status >= 400 && status < 500 ? 4000 + status : CLOSE.serverError;',
    'return CLOSE.serverError;',
  ),
  at(TOKENS, "if (type !== 'auth') return null;", 'return null;'),
  at(TOKENS, "return typeof token === 'string' ? token : '';", "return '';"),
  at(TIMER, "for (const listener of ended) listener.end('expired');", ''),
  at(TIMER, 'if (now < listener.endsAt)', 'if (now < listener.endsAt + 1e9)'),
  at(LISTENERS, "for (const listener of open) listener.end('closed');", ''),
  at(
    LISTENERS,
    'const unwatch = isWatched ? live.watch(token, user, listener) : null;',
    'const unwatch = (isWatched ? null : null) as (() => void) | null;',
  ),
  at(
    'security/dependence-of.ts',
    'exp === undefined ? null : exp + leeway,',
    'exp === undefined ? null : exp,',
  ),
  at('security/dependence-of.ts', 'exp === undefined ? null : exp + leeway,', 'null,'),
  at(
    'security/dependence-of.ts',
    'iat === undefined || maxAge === null ? null : iat + maxAge,',
    'null,',
  ),
];
