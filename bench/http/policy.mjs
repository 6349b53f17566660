/** What every server requires: a good token, meant for it, and a role that may read reports. */
import { createSecretKey } from 'node:crypto';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { textbookVerify } from '../token/textbook.mjs';

/**
 * Ours, as the README sets it up: principals from the claims, and an ACL at the root.
 *
 * @param {{ carrier: 'header' | 'cookie', vary?: boolean }} options `vary`: that of `headerPolicy`
 */
export function securityWith(library, secret, { carrier, vary = true }) {
  const { Allow, AllPermissions, cookiePolicy, createSecurity, headerPolicy } = library;
  const acl = [
    [Allow, 'role:admin', AllPermissions],
    [Allow, 'role:reports', 'reports'],
  ];
  // Not even a default is passed: an older version does not know the option.
  const header = vary ? headerPolicy() : headerPolicy({ vary });
  return createSecurity({
    privateKey: secret,
    algorithm: 'HS256',
    expiration: '1h',
    audience: AUDIENCE,
    issuer: ISSUER,
    policies: carrier === 'cookie' ? [header, cookiePolicy()] : [header],
    callback: (_userId, { claims }) => claims.roles.map((role) => `role:${role}`),
    root: { acl },
  });
}

/** What a peer has instead of an ACL: the application asks for the role itself. */
export const mayRead = ({ roles }) => roles.includes('admin') || roles.includes('reports');

export const CHECKS = { algorithms: ['HS256'], audience: AUDIENCE, issuer: ISSUER };

/** The middleware of ours for a framework: authentication and one decision. */
export const pyramidion = (adapter) => ({
  role: 'ours',
  middleware: async (secret, { library, ...options }) => {
    const { authenticate, permit } = await library.adapter(adapter);
    return [authenticate(securityWith(library, secret, options)), permit('reports')];
  },
});

/**
 * The same for a framework that is given plugins.
 *
 * @param {(authenticate: unknown, permit: unknown) => (app: unknown) => unknown} prepare returns
 *   what prepares an application, and its route
 */
export const plugins = (adapter, prepare) => {
  const { role, middleware } = pyramidion(adapter);
  return {
    role,
    middleware: async (...given) => [prepare(...(await middleware(...given)))],
  };
};

/** With `node:crypto` alone: it checks no audience, issuer or time, and writes no `Vary`. */
export const byHand = (fieldOf, refuse) => ({
  role: 'limit',
  middleware: (secret) => {
    const verify = textbookVerify('HS256', createSecretKey(Buffer.from(secret)));
    const guard = (handler) => (request, response) => {
      const [scheme, token] = (fieldOf(request) ?? '').split(' ');
      const claims = scheme === 'Bearer' && token !== undefined ? verify(token) : null;
      if (claims !== null && mayRead(claims)) return handler(request, response);
      return refuse(claims === null ? 401 : 403, response);
    };
    return [guard];
  },
});
