import type { Answer, ReadCookie, ReadToken } from './answer.ts';
import type { Configuration } from './recording.ts';

/** Where and when a token comes to the original. */
export interface Arrival {
  /** The last part of the path: `whoami`. */
  readonly page: string;
  readonly query: URLSearchParams;
  readonly host: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Returns an argument of the original, or else its setting; null without both. */
export function optionOf({ options, settings = {} }: Configuration, name: string): unknown {
  return options[name] ?? settings[`jwt.${name}`] ?? null;
}

/** The roles and names that the callback adds to a user; null for an unknown one. */
export function addedBy(
  { callback }: Configuration,
  { claims }: ReadToken,
): readonly unknown[] | null {
  if (callback === undefined) return [];
  if (callback === 'none' || callback === 'raise') return null;
  if (typeof callback === 'object') return callback[String(claims['sub'])] ?? null;
  const roles = [...((claims['roles'] ?? []) as string[])];
  return callback === 'raw' ? roles : roles.map((role) => `role:${role}`);
}

/**
 * Predicts what the original answers to a good token, on the pages that show and guard. It is
 * needed where the two libraries do not receive the same token; the recording proves it.
 */
export function predict(
  configuration: Configuration,
  token: ReadToken | null,
  arrival: Arrival,
): Answer {
  const user = token?.claims['sub'] ?? null;
  const added = token === null ? null : addedBy(configuration, token);
  const isKnown = user !== null && added !== null;
  const own = isKnown ? ['system.Authenticated', user, ...added] : [];
  const { page } = arrival;
  const isAllowed =
    page === 'secure' ? isKnown : page === 'admin' ? own.includes('role:admin') : true;
  return {
    status: isAllowed ? Number(arrival.query.get('status') ?? 200) : 403,
    challenge: false,
    whoami:
      page === 'whoami'
        ? {
            userId: isKnown ? user : null,
            tokenUser: user,
            claims: { ...token?.claims },
            principals: ['system.Everyone', ...own],
          }
        : null,
    token: null,
    allowed: null,
    cookies: token !== null && looks(arrival) ? renewal(configuration, token, arrival) : [],
    clearsOthers: false,
  };
}

/** Whether the page of the original looks at the user, so that the session may be renewed. */
function looks({ page, query }: Arrival): boolean {
  if (page === 'ops') return (query.get('do') as string).split(',').includes('read');
  return page === 'whoami' || page === 'secure' || page === 'admin';
}

/** Returns the cookie of a session that the original renews. */
export function renewal(
  configuration: Configuration,
  { header, claims }: ReadToken,
  { host, now }: Pick<Arrival, 'host' | 'now'>,
): ReadCookie[] {
  const reissueTime = Number(
    optionOf(configuration, 'reissue_time') ?? optionOf(configuration, 'cookie_reissue_time') ?? 0,
  );
  if (configuration.policy !== 'cookie' || reissueTime === 0) return [];
  if (claims['sub'] === undefined) return [];
  if (now < (claims['iat'] as number) + reissueTime) return [];
  const { sub, iat: _iat, exp: _exp, aud: _aud, ...kept } = claims;
  return sessionCookie(configuration, { ...kept, sub }, { host, now }, header);
}

/** Returns the cookie that the original sets for the claims of a login or of a renewal. */
export function sessionCookie(
  configuration: Configuration,
  claims: Readonly<Record<string, unknown>>,
  { host, now }: Pick<Arrival, 'host' | 'now'>,
  header: Record<string, unknown> = { alg: 'HS512', typ: 'JWT' },
): ReadCookie[] {
  const lifetime = optionOf(configuration, 'expiration');
  const audience = optionOf(configuration, 'audience');
  const end = lifetime === null ? null : Math.floor(now) + Number(lifetime);
  const times = { iat: Math.floor(now), ...(end === null ? {} : { exp: end }) };
  const domains = (claims['domains'] as string[] | undefined) ?? [host.replace(/:\d+$/, '')];
  return domains.map((domain) => ({
    name: (optionOf(configuration, 'cookie_name') ?? 'Authorization') as string,
    format: 'webob',
    token: {
      header,
      claims: { ...claims, ...times, ...(audience === null ? {} : { aud: audience }) },
    },
    domain,
    path: optionOf(configuration, 'cookie_path') as string | null,
    maxAge: lifetime === null ? null : Number(lifetime),
    expires: end,
    secure: true,
    httpOnly: true,
    sameSite: null,
  }));
}
