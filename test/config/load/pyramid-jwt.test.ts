import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../../src/authn/cookie.ts';
import { createSecurity } from '../../../src/config/create-security.ts';
import { loadSettings } from '../../../src/config/load/load-settings.ts';
import { listView } from '../../../src/http/request-view.ts';
import { claimsIn } from '../../support/security.ts';

/** One request, and whom the original authenticated. */
interface Step {
  readonly now?: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly user: string | number | null;
}
interface Scenario {
  readonly id: string;
  readonly policy: 'header' | 'cookie';
  /** Arguments of the original's directive, and keys of its ini file. */
  readonly options: Readonly<Record<string, string | null>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const START = 1_700_000_000;
const path = new URL('../../vectors/pyramid_jwt/recorded.json', import.meta.url);
const { scenarios } = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly scenarios: readonly Scenario[];
};

/** What is read here and was not read there, on purpose. */
const WANTED: readonly (readonly [
  rule: string,
  holds: (scenario: Scenario, step: Step) => boolean,
])[] = [
  [
    'schemes are compared without case',
    ({ options }, step) => /^[a-z]/.test(credential(step)) && options['http_header'] === undefined,
  ],
  ['Bearer is read beside JWT', (_, step) => credential(step).startsWith('Bearer ')],
  [
    'a header of its own may have a scheme',
    (_, step) => valueOf(step, 'X-Token').startsWith('JWT '),
  ],
  ['an iat up to a minute ahead is accepted', (_, step) => ahead(step) > 0 && ahead(step) <= 60],
];

function valueOf({ headers }: Step, wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1] ?? '';
}
function credential(step: Step): string {
  return valueOf(step, 'Authorization') || valueOf(step, 'X-Token');
}
function ahead(step: Step): number {
  const { iat } = claimsIn(credential(step).split(' ').at(-1) ?? '') as { iat?: number };
  return (iat ?? 0) - (step.now ?? START);
}

/** The settings of the original as variables. Its tokens had no end unless it was asked for one. */
function variablesOf({ options, settings }: Scenario): Record<string, string> {
  const env: Record<string, string> = { JWT_EXPIRATION: 'never' };
  for (const [name, value] of Object.entries(options))
    if (value !== null) env[`JWT_${name.toUpperCase()}`] = value;
  for (const [name, value] of Object.entries(settings))
    env[name.replace('jwt.', 'JWT_').toUpperCase()] = value;
  return env;
}

/** Returns the differences: the rule that wants each, or the request. */
async function differences(scenario: Scenario): Promise<readonly string[]> {
  let now = START;
  const { options } = loadSettings({ env: variablesOf(scenario) });
  const cookie = cookiePolicy({ format: 'webob', cookieName: 'Authorization' });
  const security = createSecurity({
    ...options,
    ...(scenario.policy === 'cookie' ? { policies: [cookie] } : {}),
    clock: () => now * 1000,
    logger: { warn: () => undefined, error: () => undefined },
  });
  const found: string[] = [];
  for (const step of scenario.steps) {
    now = step.now ?? START;
    // Every server takes the white space around a field value off (RFC 9110 §5.5).
    const fields = step.headers.map(([name, value]) => [name, value.trim()] as const);
    const auth = await security.authenticate(
      listView({ method: 'GET', secure: true, url: '/whoami', fields }),
    );
    if (auth.userId === step.user) continue;
    const rule = WANTED.find(([, holds]) => step.user === null && holds(scenario, step));
    found.push(rule?.[0] ?? `${scenario.id}: ${JSON.stringify(step)}, here ${auth.userId}`);
  }
  return found;
}

describe('the settings of pyramid_jwt', () => {
  it('authenticate whom the original authenticated, with four differences', async () => {
    expect(scenarios.reduce((count, { steps }) => count + steps.length, 0)).toBe(138);
    const found = await Promise.all(scenarios.map(differences));
    expect([...new Set(found.flat())].toSorted()).toEqual(WANTED.map(([rule]) => rule).toSorted());
  });
});
