// An application with two securities registers none: the types are written where they are used.
import { type } from 'arktype';
import { Allow, createSecurity } from 'pyramidion';
import * as v from 'valibot';

export const site = createSecurity({
  privateKey: process.env['SITE_KEY'],
  claims: v.object({
    team: v.string(),
    since: v.pipe(
      v.string(),
      v.transform((text) => new Date(text)),
    ),
  }),
  permissions: ['read', 'write'],
  callback: (_userId, { claims }) => {
    claims.since satisfies Date;
    return [`team:${claims.team}`];
  },
  root: { acl: [[Allow, 'team:a', ['read', 'write']]] },
});

export const api = createSecurity({
  keys: undefined,
  publicKey: process.env['API_KEY'],
  claims: type({ scope: 'string', 'tenant?': 'string' }),
  permissions: ['call'],
  callback: (_userId, { claims }) => {
    claims satisfies { scope: string; tenant?: string };
    // @ts-expect-error TS2551 says scope
    return claims.scopes;
  },
});

export type SiteClaims = { team: string; since: Date };
export interface ApiClaims {
  scope: string;
  tenant?: string;
}
export type SitePermission = 'read' | 'write';
export type ApiPermission = 'call';

site.createToken('7', { team: 'a', since: '2026-01-01' });
// @ts-expect-error TS2322
site.createToken('7', { team: 'a', since: new Date() });
// @ts-expect-error TS2561 says scope
api.createToken('7', { scopes: 'call' });

// Types that are written out, as interfaces.
interface Given {
  readonly roles: readonly string[];
}
export const explicit = createSecurity<Given, 'read', Given>({
  privateKey: process.env['KEY'],
  callback: (_userId, { claims }) => claims.roles,
});
explicit.createToken('7', { roles: [] });
