import { cookiePolicy } from '../../authn/cookie.ts';
import { headerPolicy } from '../../authn/header.ts';
import { ticketPolicy } from '../../authn/ticket.ts';
import { Allow } from '../../authz/acl-types.ts';
import { createSecurity } from '../../config/create-security.ts';
import type { Security } from '../../security/security.ts';
import type { World } from './world.ts';

/** It protects nothing: no application but this one accepts tokens that are signed with it. */
const SECRET =
  'kV8pX2mQz7RtN4wYc1HbJ6sLd9GfA3eUoZi5KxTqMv0rBnCyWhPjSlDgEuF_Ia-OhW2kQ4vXz8NcTb6mYsRjPL';
const cookies = cookiePolicy({ reissueTime: 10, sessionLifetime: '1h' });

/** The API that the contract protects, its authorization server, and the path of its metadata. */
export const RESOURCE = 'https://api.example.com/v1';
export const AUTHORIZATION_SERVER = 'https://login.example.com';
export const METADATA_PATH = '/.well-known/oauth-protected-resource/v1';
export const METADATA_URL: string = `https://api.example.com${METADATA_PATH}`;

/** The name of the session cookie of the contract. */
export const COOKIE_NAME: string = cookies.settings.cookieName;

/** Returns the security of the contract; two of them accept each other's tokens. */
export function contractSecurity(world: World): Security {
  return createSecurity({
    privateKey: SECRET,
    expiration: '1m',
    clock: () => world.now,
    logger: { warn: () => {}, error: () => {} },
    policies: [headerPolicy(), ticketPolicy(), cookies],
    // At once for bob and in a promise for the others: an adapter has both to deal with.
    callback: (userId, { view }) => {
      world.callbackCalls++;
      if (world.callbackFails) throw new Error('The user table is gone.');
      const principals = [`call:${world.callbackCalls}`, `asked:${view.method} ${view.url}`];
      if (userId === 'admin') principals.push('role:admin');
      const answer = world.knowsUsers ? principals : null;
      return userId === 'bob' ? answer : Promise.resolve(answer);
    },
    root: {
      acl: [
        [Allow, 'role:admin', ['admin', 'write']],
        [Allow, 'scope:write', 'write'],
      ],
    },
    scopes: ['write'],
    publish: { resource: RESOURCE, authorizationServers: [AUTHORIZATION_SERVER] },
  });
}
