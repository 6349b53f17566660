import { compileAcl } from '../../../src/acl.ts';
import { authenticate, permit } from '../../../src/adapters/fetch.ts';
import type {
  AuthContext,
  Claims,
  PrincipalsCallback,
  SecurityOptions,
} from '../../../src/index.ts';
import {
  Allow,
  AllPermissions,
  Authenticated,
  cookiePolicy,
  createSecurity,
  Deny,
  loadSettings,
} from '../../../src/index.ts';
import type { Configuration } from './recording.ts';

/** How the application is set up, beside its configuration. */
export interface ApplicationOptions {
  /** Whether cookies are those of the original. */
  readonly isMoved: boolean;
  /** The host of the site. */
  readonly host: string;
  /** Seconds since 1970. */
  readonly clock: () => number;
}

type Handler = (request: Request, context: { auth: AuthContext }) => Response | Promise<Response>;

/** Values that JSON does not know, and that the encoder of the application writes. */
class Other {
  readonly json: unknown;
  constructor(json: unknown) {
    this.json = json;
  }
}

/** Returns the recorded application, made with this library. */
export function application(
  configuration: Configuration,
  { isMoved, host, clock }: ApplicationOptions,
): (request: Request) => Promise<Response> {
  const { policy, callback, encoder, default_claims: defaultClaims } = configuration;
  const env = variablesOf(configuration, isMoved ? host : null);
  const { options } = loadSettings({ env });
  const policies = options.policies?.filter(({ kind }) => kind === policy) ?? [];
  if (policy === 'cookie' && policies.length === 0) policies.push(cookiePolicy());
  const security = createSecurity({
    ...options,
    ...(policies.length === 0 ? {} : { policies }),
    ...(callback === undefined ? {} : { callback: callbackOf(callback) }),
    ...(encoder === undefined ? {} : { jsonReplacer }),
    ...(defaultClaims === undefined ? {} : { defaultClaims }),
    root: { acl: aclOf(configuration) },
    clock: () => clock() * 1000,
    logger: { warn: () => undefined, error: () => undefined },
  } as SecurityOptions);
  return async (request) => {
    const route = ROUTES[new URL(request.url).pathname.split('/').at(-1) as string] as Handler;
    return authenticate(security)(route as never)(request);
  };
}

const ok: Handler = () => new Response('OK');

const ROUTES: Readonly<Record<string, Handler>> = {
  public: ok,
  secure: permit('secure')(ok as never) as Handler,
  admin: permit('admin')(ok as never) as Handler,
  whoami: (_request, { auth }) =>
    Response.json({ whoami: whoami(auth), failure: auth.failure?.code }),
  can: (request, { auth }) =>
    Response.json({ allowed: auth.permits(queryOf(request).get('permission') as string) }),
  login: async (request, { auth }) => {
    const query = queryOf(request);
    const [expiration, audience] = [query.get('expiration'), query.get('audience')];
    const options = {
      ...(expiration === null ? {} : { expiration: Number(expiration) }),
      ...(audience === null ? {} : { audience }),
    };
    const token = await auth.createToken(userOf(query) as string, claimsOf(query), options);
    return Response.json({ token });
  },
  remember: async (request, { auth }) => {
    await auth.remember(userOf(queryOf(request)) as string, claimsOf(queryOf(request)));
    return new Response('OK');
  },
  logout: async (_request, { auth }) => {
    await auth.forget();
    return new Response('OK');
  },
  ops: async (request, { auth }) => {
    const query = queryOf(request);
    for (const operation of (query.get('do') as string).split(',')) await operate(auth, operation);
    return new Response('OK', { status: Number(query.get('status') ?? 200) });
  },
};

async function operate(auth: AuthContext, operation: string): Promise<void> {
  const [name, user] = operation.split(':');
  if (name === 'read') void auth.userId;
  else if (name === 'remember') await auth.remember(user as string);
  else if (name === 'forget') await auth.forget();
  else if (name === 'keep') auth.keepCookie();
  else if (name !== '') throw new Error(`unknown operation ${operation}`);
}

function whoami(auth: AuthContext): object {
  return {
    userId: auth.userId,
    tokenUser: auth.unauthenticatedUserId,
    claims: auth.claims ?? {},
    principals: auth.principals,
  };
}

function queryOf(request: Request): URLSearchParams {
  return new URL(request.url).searchParams;
}

function userOf(query: URLSearchParams): unknown {
  const sub = query.get('sub') as string;
  const type = query.get('type') ?? 'text';
  return type === 'text' || type === 'uuid' ? sub : JSON.parse(sub);
}

function claimsOf(query: URLSearchParams): Record<string, unknown> | undefined {
  const text = query.get('claims');
  return text === null ? undefined : (JSON.parse(text, revive) as Record<string, unknown>);
}

function revive(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $uuid, $decimal, $set } = value as { $uuid?: string; $decimal?: string; $set?: string[] };
  if ($uuid !== undefined) return new Other($uuid);
  if ($decimal !== undefined) return new Other(Number($decimal));
  return $set === undefined ? value : new Other([...$set].sort());
}

function jsonReplacer(_name: string, value: unknown): unknown {
  return value instanceof Other ? value.json : value;
}

function callbackOf(callback: NonNullable<Configuration['callback']>): PrincipalsCallback {
  return (userId, { claims }) => {
    if (callback === 'none') return null;
    if (callback === 'raise') throw new Error('the database is down');
    if (typeof callback === 'object') return callback[String(userId)] ?? null;
    const roles = (claims as Claims & { roles?: string[] }).roles ?? [];
    return callback === 'raw' ? roles : roles.map((role) => `role:${role}`);
  };
}

function aclOf({ acl }: Configuration): ReturnType<typeof compileAcl> {
  if (acl === undefined)
    return compileAcl([
      [Allow, Authenticated, 'secure'],
      [Allow, 'role:admin', 'admin'],
    ]);
  return compileAcl(
    acl.map(([action, principal, permissions]) => [
      action === 'Allow' ? Allow : Deny,
      principal,
      permissions === '*' ? AllPermissions : permissions,
    ]),
  );
}

/** Arguments of the original whose ini key has another name. */
const INI_NAMES: Readonly<Record<string, string>> = {
  reissue_time: 'cookie_reissue_time',
  https_only: 'https_only_cookie',
};

/** The settings of the original as variables. Without an expiration its tokens had no end. */
function variablesOf(
  { policy, options, settings = {} }: Configuration,
  movedTo: string | null,
): Record<string, string> {
  const env: Record<string, string> = { JWT_EXPIRATION: 'never' };
  if (policy === 'cookie' && movedTo !== null)
    Object.assign(env, {
      JWT_COOKIE_NAME: 'Authorization',
      JWT_COOKIE_FORMAT: 'webob',
      JWT_COOKIE_DOMAINS: movedTo,
    });
  for (const [name, value] of Object.entries(options))
    if (value !== null) env[`JWT_${(INI_NAMES[name] ?? name).toUpperCase()}`] = String(value);
  for (const [name, value] of Object.entries(settings))
    env[name.replace('jwt.', 'JWT_').toUpperCase()] = value;
  return env;
}
