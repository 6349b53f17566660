// What createSecurity and the policies refuse to compile.
import { Allow, cookiePolicy, createSecurity } from 'pyramidion';
import * as z from 'zod';

const privateKey = process.env['JWT_PRIVATE_KEY'];

// @ts-expect-error TS2345 says privateKey
createSecurity({ expiration: '15m' });
// @ts-expect-error TS2322 says Duration
createSecurity({ privateKey, expiration: '15 minutes' });
// @ts-expect-error TS2561 says expiration
createSecurity({ privateKey, expiraton: '15m' });
// @ts-expect-error TS2322 says PrincipalsAnswer
createSecurity({ privateKey, callback: () => 'role:admin' });
// @ts-expect-error TS2322 says PrincipalsAnswer
createSecurity({ privateKey, callback: async () => 'role:admin' });
// @ts-expect-error TS2353 says StandardSchemaV1
createSecurity({ privateKey, claims: { roles: 'string' } });
// @ts-expect-error TS2561 says sessionLifetime
cookiePolicy({ sesionLifetime: '14d' });
createSecurity({
  privateKey,
  permissions: ['view', 'edit'],
  // @ts-expect-error TS2322 says Permissions<"edit" | "view">
  root: { acl: [[Allow, 'role:admin', 'veiw']] },
});

// Claims that are a union, and claims beside those of the schema.
const union = createSecurity({
  privateKey,
  claims: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('staff'), roles: z.array(z.string()) }),
    z.object({ kind: z.literal('guest'), exp: z.number() }),
  ]),
  callback: (_userId, { claims }) => (claims.kind === 'staff' ? claims.roles : []),
});
union.createToken('7', { kind: 'staff', roles: [] });
union.createToken('7', { kind: 'guest' });
// @ts-expect-error TS2345 says roles
union.createToken('7', { kind: 'staff' });
const loose = createSecurity({ privateKey, claims: z.looseObject({ team: z.string() }) });
loose.createToken('7', { team: 'a', other: 1 });
// @ts-expect-error TS2345 says team
loose.createToken('7', { other: 1 });
// @ts-expect-error TS2554
loose.createToken('7');
const optional = createSecurity({ privateKey, claims: z.object({ team: z.string().optional() }) });
optional.createToken('7');
optional.createToken('7', {}, { expiration: '15m' });
