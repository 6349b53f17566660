import type { Answer, ReadCookie } from './answer.ts';
import { withoutIds } from './answer.ts';
import { factsOf } from './facts.ts';
import { optionOf } from './original.ts';
import type { Compared } from './replay.ts';
import { WANTED } from './wanted.ts';

/** What one request showed. */
export interface Verdict {
  readonly compared: Compared;
  /** The wanted differences that apply to it. */
  readonly rules: readonly string[];
  /** What is expected of this library: the answer of the original with those differences. */
  readonly expected: Answer;
  readonly ours: Answer;
}

/** Returns what is expected here for one recorded request, and what was answered. */
export function judge(compared: Compared): Verdict {
  const facts = factsOf(compared);
  const rules: string[] = [];
  let expected = structuredClone(compared.theirs);
  for (const { rule, change } of WANTED) {
    const before = JSON.stringify(expected);
    expected = change(expected, facts) ?? expected;
    if (JSON.stringify(expected) !== before) rules.push(rule);
  }
  return { compared, rules, expected, ours: plain(compared) };
}

/** The answer of this library without random identifiers, and with other cleared cookies apart. */
function plain({ ours, replay, host, url }: Compared): Answer {
  const { configuration, isMoved } = replay;
  const { token, whoami, cookies } = ours;
  const site = configuration.steps[0]?.host ?? 'example.com';
  const path = (optionOf(configuration, 'cookie_path') ?? '/') as string;
  const own = { domain: isMoved ? site.replace(/:\d+$/, '') : null, path };
  const isOwn = (cookie: ReadCookie): boolean =>
    cookie.domain === own.domain && cookie.path === own.path;
  const others = cookies.filter(
    (cookie) => cookie.format === 'cleared' && !isOwn(cookie) && isVariant(cookie, host, url, path),
  );
  return {
    ...ours,
    token: token === null ? null : withoutIds(token),
    whoami:
      whoami === null
        ? null
        : { ...whoami, claims: withoutIds({ header: {}, claims: whoami.claims }).claims },
    cookies: cookies
      .filter((cookie) => !others.includes(cookie))
      .map((cookie) => ({
        ...cookie,
        token: cookie.token === null ? null : withoutIds(cookie.token),
      })),
    clearsOthers: others.length > 0,
  };
}

/** Whether a browser may hold such a cookie for the page: RFC 6265bis §5.1.3 and §5.1.4. */
function isVariant(
  { domain, path, expires, maxAge }: ReadCookie,
  host: string,
  { pathname }: URL,
  configured: string,
): boolean {
  const isDomain = domain === null || `.${host.replace(/:\d+$/, '')}`.endsWith(`.${domain}`);
  const isPath = path === configured || `${pathname}/`.startsWith(path as string);
  return isDomain && isPath && expires === 0 && maxAge === 0;
}
