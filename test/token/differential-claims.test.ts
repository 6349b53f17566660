import fc from 'fast-check';
import { jwtVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../src/keys/key-set.ts';
import { fixedKeys } from '../../src/keys/key-source.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import type { Claims } from '../../src/token/claims.ts';
import { TokenIssuer } from '../../src/token/issuer.ts';
import { TokenVerifier } from '../../src/token/verifier.ts';
import type { VerifiedToken } from '../../src/token/verified-token.ts';
import { algorithms, hasProto, joseKey, keysOf, signedByHand, TIMES } from './jose-peer.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const NOW = 1_700_000_000;
const ISSUER = 'https://issuer.example';

interface Rules {
  readonly leeway: number;
  readonly issuer: string | null;
  readonly audience: readonly string[];
  readonly required: readonly string[];
  readonly typ: string | null;
}
type Odd = Readonly<Record<string, unknown>>;

interface Difference {
  readonly holds: (claims: Odd, rules: Rules, typ: string | undefined) => boolean;
  /** The smallest example that shows it. */
  readonly example: readonly [claims: string, rules?: Partial<Rules>, typ?: string];
}

/** The only reasons to reject claims that jose accepts. */
const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'a time is not finite: 1e999 is read as Infinity': {
    holds: ({ exp, nbf, iat }) =>
      [exp, nbf, iat].some((time) => time !== undefined && !Number.isFinite(time)),
    example: ['{"exp":1e999}'],
  },
  'a time is not before the year 10000, as one in milliseconds': {
    holds: ({ exp, nbf, iat, auth_time: time }) =>
      [exp, nbf, iat, time].some(
        (one) => Number.isFinite(one) && Math.abs(one as number) >= 253_402_300_800,
      ),
    example: ['{"exp":253402300800}'],
  },
  'auth_time is not a number': {
    holds: ({ auth_time: time }) => time !== undefined && !Number.isFinite(time),
    example: ['{"auth_time":"then"}'],
  },
  'iat is more than a minute ahead': {
    holds: ({ iat }) => Number(iat) > NOW + 60,
    example: [`{"iat":${NOW + 61}}`],
  },
  'auth_time is more than a minute after iat, or ahead': {
    holds: ({ iat, auth_time: time }) => Number(time) > Number(iat ?? NOW) + 60,
    example: [`{"iat":${NOW - 99},"auth_time":${NOW - 38}}`],
  },
  'the token expires before it is valid': {
    holds: ({ iat, nbf, exp }) => Number(iat) > Number(exp) || Number(nbf) >= Number(exp),
    example: [`{"nbf":${NOW},"exp":${NOW}}`, { leeway: 5 }],
  },
  'sub is not a user id': {
    holds: ({ sub }) =>
      sub !== undefined &&
      !(typeof sub === 'number' ? Number.isSafeInteger(sub) : isIdentifier(sub)),
    example: ['{"sub":""}'],
  },
  'jti is not an identifier': {
    holds: ({ jti }) => jti !== undefined && !isIdentifier(jti),
    example: ['{"jti":7}'],
  },
  'iss is not a string': {
    holds: ({ iss }) => iss !== undefined && typeof iss !== 'string',
    example: ['{"iss":7}'],
  },
  'aud is given, and none is expected': {
    holds: ({ aud }, { audience }) =>
      audience.length === 0 &&
      ![undefined, null, '', 0].includes(aud as null) &&
      !(Array.isArray(aud) && aud.length === 0),
    example: ['{"aud":"x"}'],
  },
  'aud contains a value that is not a string beside the expected one': {
    holds: ({ aud }) => Array.isArray(aud) && aud.some((name) => typeof name !== 'string'),
    example: ['{"aud":["x",1]}', { audience: ['x'] }],
  },
  'a required claim is null': {
    holds: (claims, { required }) => required.some((name) => claims[name] === null),
    example: ['{"roles":null}', { required: ['roles'] }],
  },
  'the token is of another type': {
    holds: (_claims, { typ }, given) =>
      typ === null &&
      given !== undefined &&
      !['jwt', 'application/jwt'].includes(given.toLowerCase()),
    example: ['{}', {}, 'at+jwt'],
  },
  'a member is called __proto__': {
    holds: hasProto,
    example: ['{"a":{"__proto__":1}}'],
  },
};

function isIdentifier(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    value !== '' &&
    Buffer.byteLength(value) <= 255 &&
    !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value)
  );
}

const times = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[-61, -60, -6, -5, -1, 0, 1, 5, 6, 60, 61].map((distance) => NOW + distance),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(NOW + 0.5, 0, -1, Number.MAX_SAFE_INTEGER, 1e300) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(null, 'soon', String(NOW + 60), true, [], {}, 'INFINITY'),
  },
);
const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('alice', 'jöhn', '4', ISSUER) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      '',
      null,
      4,
      1.5,
      2 ** 53,
      true,
      ['alice'],
      {},
      'a\n',
      '\u2028',
      '\ud800',
      'x'.repeat(256),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
);
const audiences = fc.oneof(
  fc.constantFrom<unknown>('x', 'y', 'X', '', null, 0, 1, {}, [], true),
  fc.array(fc.constantFrom<unknown>('x', 'y', 'z', '', 1, null), { maxLength: 3 }),
);
const wide = fc.record({
  sub: names,
  iss: names,
  jti: names,
  aud: audiences,
  exp: times,
  nbf: times,
  iat: times,
  auth_time: times,
});
const good = fc.record(
  {
    sub: fc.constantFrom<unknown>('alice', 4),
    iss: fc.constant(ISSUER),
    jti: fc.constant('id'),
    aud: fc.constantFrom<unknown>('x', ['z', 'x'], ['y', 'x'], []),
    exp: fc.constantFrom(NOW + 1, NOW + 60),
    nbf: fc.constantFrom(NOW, NOW - 60),
    iat: fc.constantFrom(NOW, NOW - 6),
    auth_time: fc.constantFrom(NOW - 60, NOW - 6),
    roles: fc.jsonValue({ maxDepth: 2 }),
    more: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);
/**
 * Valid claims, of which none, some or all are replaced by anything: so each fault occurs alone and
 * beside others.
 */
const claimSets: fc.Arbitrary<Odd> = fc
  .tuple(
    good,
    wide,
    fc.shuffledSubarray(['sub', 'iss', 'jti', 'aud', 'exp', 'nbf', 'iat', 'auth_time'] as const),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([claims, odd, replaced, most]) => ({
    ...claims,
    ...Object.fromEntries(
      replaced.slice(0, most > 7 ? 8 : most % 3).map((name) => [name, odd[name]]),
    ),
  }));
const ruleSets = fc.record({
  leeway: fc.constantFrom(0, 0, 5),
  issuer: fc.constantFrom(null, null, ISSUER),
  audience: fc.constantFrom<readonly string[]>([], ['x'], ['x', 'z']),
  required: fc.constantFrom<readonly string[]>([], [], [], [], ['exp'], ['sub'], ['roles']),
  typ: fc.constantFrom(null, null, null, null, null, 'at+jwt'),
});
const types = fc.constantFrom<string | undefined>(
  undefined,
  undefined,
  'JWT',
  'JWT',
  'jwt',
  'application/jwt',
  'at+jwt',
  'application/AT+JWT',
  'JOSE',
);

/** JSON has no Infinity, but it has a number that is read as Infinity. */
const jsonOf = (claims: Odd) => JSON.stringify(claims).replaceAll('"INFINITY"', '1e999');

/** Inserts into JSON a member that no object literal can have. */
const withProto = (text: string) =>
  text.replace(
    /"more":\{(\}?)/,
    (_found, end: string) => `"more":{"__proto__":1${end === '' ? ',' : end}`,
  );

async function acceptedByJose(
  token: string,
  key: Key,
  { leeway, issuer, audience, required, typ }: Rules,
): Promise<Odd | null> {
  try {
    const { payload } = await jwtVerify(token, joseKey(key), {
      algorithms: [key.algorithm],
      currentDate: new Date(NOW * 1000),
      clockTolerance: leeway,
      requiredClaims: [...required],
      ...(issuer === null ? {} : { issuer }),
      ...(audience.length === 0 ? {} : { audience: [...audience] }),
      ...(typ === null ? {} : { typ }),
    });
    return payload;
  } catch {
    return null;
  }
}

const verifierOf = (key: Key, { typ, ...rules }: Rules) =>
  new TokenVerifier({
    issuers: [
      ownIssuer(new KeySet([key]), {
        accessTypes: typ === null ? [] : [typ],
        rules: { ...rules, maxAge: null },
      }),
    ],
    maxTokenLength: 65_536,
    cacheSize: 16,
  });

describe('claims beside jose', () => {
  it.each(Object.entries(DIFFERENCES))(
    'are rejected here and accepted by jose if %s, and for no other reason',
    async (name, { example }) => {
      const [text, more, typ] = example;
      const key = keysOf('HS256')[0] as Key;
      const rules: Rules = {
        leeway: 0,
        issuer: null,
        audience: [],
        required: [],
        typ: null,
        ...more,
      };
      const token = signedByHand(key, JSON.stringify({ alg: 'HS256', typ }), text);
      expect(await acceptedByJose(token, key, rules)).not.toBeNull();
      expect(verifierOf(key, rules).verify(token, NOW).ok).toBe(false);
      const claims = JSON.parse(text) as Odd;
      expect(
        Object.keys(DIFFERENCES).filter((other) => DIFFERENCES[other]?.holds(claims, rules, typ)),
      ).toEqual([name]);
    },
  );

  it('are accepted and rejected alike, except for the listed differences', {
    timeout: 900_000,
  }, async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...algorithms),
        claimSets,
        ruleSets,
        types,
        fc.boolean(),
        async (algorithm, given, rules, typ, poisoned) => {
          const key = keysOf(algorithm)[0] as Key;
          const text = poisoned ? withProto(jsonOf(given)) : jsonOf(given);
          const claims = JSON.parse(text) as Odd;
          const token = signedByHand(key, JSON.stringify({ alg: algorithm, typ }), text);
          const theirs = await acceptedByJose(token, key, rules);
          const ours = verifierOf(key, rules).verify(token, NOW);
          const why = Object.keys(DIFFERENCES).filter((name) =>
            DIFFERENCES[name]?.holds(claims, rules, typ),
          );
          if (theirs === null || why.length > 0) {
            expect(ours.ok).toBe(false);
            return;
          }
          expect(ours).toMatchObject({ ok: true });
          expect(ours.ok && ours.claims).toEqual(theirs);
          accepted++;
        },
      ),
      { numRuns: 1500 * TIMES },
    );
    expect(accepted).toBeGreaterThan(60);
  });

  it('of each library are read unchanged by the other', {
    timeout: 900_000,
  }, async () => {
    const bodies = fc.record(
      {
        sub: fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.maxSafeInteger()),
        roles: fc.jsonValue({ maxDepth: 3 }),
        city: fc.string({ unit: 'grapheme' }),
      },
      { requiredKeys: ['sub'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...algorithms),
        bodies,
        async (algorithm, { sub, ...body }) => {
          const key = keysOf(algorithm)[0] as Key;
          const rules: Rules = {
            leeway: 0,
            issuer: ISSUER,
            audience: ['x'],
            required: ['exp'],
            typ: null,
          };
          const issuer = new TokenIssuer({
            keys: fixedKeys(new KeySet([key])),
            expiration: 60,
            audience: ['x'],
            issuer: ISSUER,
            accessTypes: [],
            userIdClaim: 'sub',
            requiredClaims: [],
            defaultClaims: {},
            jsonReplacer: null,
            maxTokenLength: 65_536,
          });
          fc.pre((typeof sub === 'number' || isIdentifier(sub)) && !hasProto(body));
          const composed = issuer.compose(sub, body, {}, NOW);
          expect(await acceptedByJose(issuer.sign(composed), key, rules)).toEqual(
            JSON.parse(JSON.stringify(composed)),
          );
          const claims: Claims = {
            ...body,
            iss: ISSUER,
            aud: 'x',
            iat: NOW,
            exp: NOW + 60,
            jti: 'a',
            sub,
          };
          const theirs = await new SignJWT(claims as Record<string, never>)
            .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
            .sign(key.signingKey as never);
          const { issuer: _issuer, ...verified } = verifierOf(key, rules).verify(
            theirs,
            NOW,
          ) as VerifiedToken;
          expect(verified).toEqual({
            ok: true,
            header: { alg: algorithm, typ: 'JWT' },
            kind: 'access',
            mark: null,
            liveIn: -1,
            claims: JSON.parse(JSON.stringify(claims)),
          });
        },
      ),
      { numRuns: 200 * TIMES },
    );
  });
});
