import type { Context } from 'hono';
import type { DefaultAccess, DefaultPermission } from '../kit/default-access.ts';
import { defaultAccess } from '../kit/default-access.ts';
import type { Ask, AuthenticateOptions, Authenticator } from '../kit/kit.ts';
import { createAsk, publishedBy } from '../kit/kit.ts';
import type { HonoArgs } from './types.ts';

/** What `authenticate` needs of a security. */
interface Parts {
  readonly ask: Ask;
  readonly access: DefaultAccess | null;
  readonly respond: ReturnType<typeof publishedBy>;
}

/** Prepares a security once; one that a function returns, when it is first seen. */
export function preparing(
  security: Authenticator | ((c: Context) => Authenticator),
  options: AuthenticateOptions<HonoArgs, Response> & DefaultPermission,
): (c: Context) => Parts {
  const prepare = (one: Authenticator): Parts => ({
    ...askOf(one, options),
    respond: publishedBy(one),
  });
  if (typeof security !== 'function') {
    const parts = prepare(security);
    return () => parts;
  }
  const known = new WeakMap<Authenticator, Parts>();
  return (c) => {
    const one = security(c);
    const parts = known.get(one) ?? prepare(one);
    known.set(one, parts);
    return parts;
  };
}

function askOf(
  security: Authenticator,
  options: AuthenticateOptions<HonoArgs, Response> & DefaultPermission,
): Pick<Parts, 'access' | 'ask'> {
  const access = defaultAccess(security, options);
  return { access, ask: createAsk(security, options, access) };
}
