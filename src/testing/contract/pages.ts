import type { Resource } from '../../authz/acl-types.ts';
import { Allow, Everyone, Public, user } from '../../authz/acl-types.ts';
import { AuthError } from '../../base/errors.ts';
import type { RouteGuard } from './route.ts';
import type { RouteSpec } from './route-spec.ts';

/** A page that alice may edit, and that everyone may view by the ACL of its parent. */
const PAGE: Resource = {
  acl: [[Allow, user('alice'), 'edit']],
  parent: { acl: [[Allow, Everyone, 'view']] },
};

/** The page that a ticket opens; alice may also edit it, which no ticket of a case allows. */
export const TICKETED: Resource = { name: 'ticketed', ...PAGE };

/** Finds the page of the path, so that an adapter that passes something else is found out. */
const pageOf = (url: string): Resource | null => (url.startsWith('/pages/') ? PAGE : null);

function permitOn(permission: string, resource?: RouteGuard['resource']): RouteSpec {
  const guard: RouteGuard = { kind: 'permit', permission };
  return { guard: resource === undefined ? guard : { ...guard, resource } };
}

/**
 * The resource functions of `/pages/broken/<number>`. Frameworks take some of what these throw for
 * success: Express reads 'route' as "leave this route".
 */
export const BROKEN: readonly NonNullable<RouteGuard['resource']>[] = [
  () => Promise.reject(new Error('The table is gone.')),
  () => Promise.reject(),
  () => {
    throw undefined;
  },
  () => {
    throw null;
  },
  () => {
    throw 'route';
  },
  async () => {
    throw 'router';
  },
];

const brokenPages = Object.fromEntries(
  BROKEN.map((resource, at) => [`/pages/broken/${at}`, permitOn('view', resource)]),
);

const RESOURCE_REFUSAL: RouteGuard['resource'] = () => {
  throw new AuthError('resource_missing');
};

/** The routes with guards. */
export const guardedPages: Readonly<Record<string, RouteSpec>> = {
  '/root': permitOn('admin'),
  '/write': permitOn('write'),
  '/public': { guard: { kind: 'permit', permission: Public } },
  '/pages/view': permitOn('view', pageOf),
  '/pages/edit': permitOn('edit', async (url) => pageOf(url)),
  '/ticketed': permitOn('view', () => TICKETED),
  '/ticketed/edit': permitOn('edit', () => TICKETED),
  '/ticketed/cache': {
    ...permitOn('view', () => TICKETED),
    headers: [
      ['Cache-Control', 'public, max-age=60'],
      ['Referrer-Policy', 'unsafe-url'],
    ],
  },
  '/pages/missing': permitOn('edit', () => null),
  ...brokenPages,
  '/pages/refused': permitOn('view', RESOURCE_REFUSAL),
  '/required': { guard: { kind: 'required' } },
  '/pages/required/view': { guard: { kind: 'required', permission: 'view', resource: pageOf } },
  '/pages/required/edit': { guard: { kind: 'required', permission: 'edit', resource: pageOf } },
  '/required/admin': { guard: { kind: 'required', permission: 'admin' } },
  '/fresh/admin': { guard: { kind: 'permit', permission: 'admin', maxAuthAge: '30s' } },
  '/json': {
    guard: { kind: 'required' },
    headers: [['Content-Type', 'application/json']],
    body: (auth) => JSON.stringify({ user: auth.userId }),
  },
  '/own-refusal': {
    guard: { kind: 'permit', permission: 'admin', onRefused: (code) => `guard: ${code}` },
  },
  '/own-refusal-required': {
    guard: { kind: 'required', onRefused: (code) => `guard: ${code}` },
  },
};
