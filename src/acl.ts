/** The side door: access control lists alone, with no token code behind it. */
export { decide, permits } from './authz/acl.ts';
export type { Principals } from './authz/acl-index.ts';
export { principalsAllowedBy } from './authz/allowed.ts';
export { checkAcl } from './authz/check.ts';
export type { Decision, TraceLine } from './authz/decision.ts';
export { Allow, AllPermissions, Authenticated, Deny, DenyAll, Everyone, Public, user } from './authz/words.ts';
export type { Ace, Acl, Permissions, Principal, Resource } from './authz/words.ts';
