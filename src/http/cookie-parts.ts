import type { ReplyHeader } from './reply-headers.ts';

/** A cookie in parts, for a framework that sets cookies by a function of its own. */
export interface CookieParts {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Absent for the host that sets it alone. */
  readonly domain?: string;
  /** In seconds; 0 removes the cookie. Absent for a cookie that ends with the browser. */
  readonly maxAge?: number;
  readonly expires?: Date;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly partitioned: boolean;
}

/** Returns the parts of a `Set-Cookie` that we wrote ourselves. */
export function cookieParts([, line]: ReplyHeader): CookieParts {
  const [pair = '', ...rest] = line.split('; ');
  const equals = pair.indexOf('=');
  const attributes = new Map(
    rest.map((one) => {
      const [name = '', ...value] = one.split('=');
      return [name, value.join('=')];
    }),
  );
  const [domain, maxAge, expires] = ['Domain', 'Max-Age', 'Expires'].map((name) =>
    attributes.get(name),
  );
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    path: attributes.get('Path') ?? '/',
    ...(domain === undefined ? {} : { domain }),
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    ...(expires === undefined ? {} : { expires: new Date(expires) }),
    secure: attributes.has('Secure'),
    httpOnly: attributes.has('HttpOnly'),
    sameSite: (attributes.get('SameSite') ?? 'Lax').toLowerCase() as CookieParts['sameSite'],
    partitioned: attributes.has('Partitioned'),
  };
}
