import { answerOf, recorded } from './answer.ts';
import type { Answer } from './answer.ts';
import { application } from './application.ts';
import { CookieJar } from './browser.ts';
import type { Configuration, Step } from './recording.ts';
import { START } from './recording.ts';

/** One way in which the requests of a configuration are sent again. */
export interface Replay {
  readonly configuration: Configuration;
  /**
   * For the header policy, whether requests carry the tokens of the original; for the cookie policy
   * whether cookies have its format.
   */
  readonly isMoved: boolean;
  /** How many of the first requests the original answers, before the site moves here. */
  readonly movesAt: number;
}

/** One request that was sent to both. */
export interface Compared {
  readonly replay: Replay;
  readonly index: number;
  readonly step: Step;
  readonly now: number;
  readonly host: string;
  readonly url: URL;
  /** What was sent to this library. */
  readonly request: Request;
  /** The `Cookie` header that the browser sent to the original. */
  readonly theirCookies: string | null;
  readonly theirs: Answer;
  readonly ours: Answer;
  /** The code of `auth.failure` here, where the page shows it. */
  readonly failure: string | undefined;
}

/** Returns every way in which a configuration is replayed. */
export function replaysOf(configuration: Configuration): readonly Replay[] {
  const { policy, browser = false, flavors = ['native', 'moved'], steps } = configuration;
  const replays = flavors.map((flavor) => ({
    configuration,
    isMoved: flavor === 'moved',
    movesAt: 0,
  }));
  if (policy === 'header' || !browser || !flavors.includes('moved')) return replays;
  const later = steps.slice(1).map((_step, at) => ({
    configuration,
    isMoved: true,
    movesAt: at + 1,
  }));
  return [...replays, ...later];
}

/** Sends the requests of a configuration to this library. */
export async function run(replay: Replay): Promise<readonly Compared[]> {
  const { configuration, isMoved, movesAt } = replay;
  const { steps, browser = false } = configuration;
  let now = START;
  const siteHost = hostOf(steps[0] as Step).replace(/:\d+$/, '');
  const handle = application(configuration, { isMoved, host: siteHost, clock: () => now });
  const jar = new CookieJar();
  const theirJar = new CookieJar();
  const tokens: (string | undefined)[] = [];
  const compared: Compared[] = [];
  for (const [index, step] of steps.entries()) {
    now = step.now ?? START;
    const host = hostOf(step);
    const url = new URL(step.path, `https://${host}`);
    const theirCookies = browser ? theirJar.header(url, now) : null;
    theirJar.keep(step.answer.cookies, url, now);
    if (index < movesAt) {
      jar.keep(step.answer.cookies, url, now);
      continue;
    }
    const headers = new Headers(step.headers?.map(([name, value]) => [name, value]));
    headers.set('Host', host);
    const cookies = browser ? jar.header(url, now) : null;
    if (cookies !== null) headers.set('Cookie', cookies);
    if (step.token !== undefined) headers.set('Authorization', `JWT ${tokens[step.token]}`);
    const request = new Request(url, { method: step.method ?? 'GET', headers });
    const response = await handle(request);
    jar.keep(response.headers.getSetCookie(), url, now);
    const { answer: ours, token, failure } = await answerOf(response);
    tokens[index] = isMoved ? step.answer.token : token;
    const theirs = recorded(step.answer);
    const about = { replay, index, step, now, host };
    compared.push({ ...about, url, request, theirCookies, theirs, ours, failure });
  }
  return compared;
}

function hostOf({ host = 'example.com' }: Step): string {
  return host;
}
