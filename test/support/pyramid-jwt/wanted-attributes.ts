import type { ReadCookie } from './answer.ts';
import type { Wanted } from './difference.ts';
import { isGood } from './facts.ts';
import { optionOf } from './original.ts';

/** Differences in the attributes of cookies. */
export const ATTRIBUTES: readonly Wanted[] = [
  {
    rule: 'A cookie is bound to the host, or set for the `domains` of the settings, never for the `Host` of the request',
    requests: 63,
    change: ({ cookies }, { isMoved, site }) => {
      for (const cookie of cookies) cookie.domain = isMoved ? site : null;
    },
  },
  {
    rule: 'A cookie has `Path=/` where no path is set, and had the directory of the login',
    requests: 29,
    change: ({ cookies }) => {
      for (const cookie of cookies) cookie.path ??= '/';
    },
  },
  {
    rule: 'A cookie has `SameSite=Lax`',
    requests: 157,
    change: ({ cookies }) => {
      for (const cookie of cookies) cookie.sameSite = 'lax';
    },
  },
  {
    rule: 'A cookie holds the token itself and is called `__Host-Http-Authorization`, unless the options for moving are set',
    requests: 55,
    change: ({ cookies }, { isMoved, configuration }) => {
      if (isMoved) return;
      for (const cookie of cookies) {
        if (cookie.format === 'webob') cookie.format = 'jwt';
        const isDefault = optionOf(configuration, 'cookie_name') === null && cookie.path === '/';
        if (isDefault) cookie.name = '__Host-Http-Authorization';
      }
    },
  },
  {
    rule: 'A logout also clears the cookies of that name that other settings left in the browser',
    requests: 47,
    change: (answer) => {
      answer.clearsOthers = answer.cookies.some(
        ({ format, name }) => format === 'cleared' && !isBound(name),
      );
    },
  },
  {
    rule: 'A login clears them too if the request carries the session of another user',
    requests: 31,
    change: (answer, facts) => {
      const { sent } = facts;
      const isOfAnother = ({ token, name }: ReadCookie): boolean =>
        token !== null && token.claims['sub'] !== sent?.claims['sub'] && !isBound(name);
      if (sent !== null && isGood(facts, sent) && answer.cookies.some(isOfAnother))
        answer.clearsOthers = true;
    },
  },
];

/** Whether browsers keep one cookie of such a name: it has no domain and the path `/`. */
function isBound(name: string): boolean {
  return name.startsWith('__Host-');
}
