/** What every server of the suite asks of a request: a good token, meant for it, and a role that may read the reports. */
import { Allow, AllPermissions, createSecurity } from '../../dist/index.js';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';

/** Ours, as the README sets it up: principals from the claims, and an ACL at the root. */
export function securityWith(secret, policies) {
  return createSecurity({
    privateKey: secret,
    algorithm: 'HS256',
    expiration: '1h',
    audience: AUDIENCE,
    issuer: ISSUER,
    policies,
    callback: (_userId, { claims }) => claims.roles.map((role) => `role:${role}`),
    root: {
      acl: [
        [Allow, 'role:admin', AllPermissions],
        [Allow, 'role:reports', 'reports'],
      ],
    },
  });
}

/** What a peer has in the place of principals and an ACL: it knows none, and an application asks for the role itself. */
export function mayRead({ roles }) {
  return roles.includes('admin') || roles.includes('reports');
}
