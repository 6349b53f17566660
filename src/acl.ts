/** The side door: access control lists alone, with no token code behind it. */
export { decide, permits } from './authz/evaluate.ts';
export type { Principals } from './authz/acl-index.ts';
export { principalsAllowedBy } from './authz/allowed.ts';
export { compileAcl } from './authz/ace.ts';
export type { Decision, TraceLine } from './authz/decision.ts';
export {
  Allow,
  AllPermissions,
  Authenticated,
  Deny,
  DenyAll,
  Everyone,
  Public,
  user,
} from './authz/acl-types.ts';
export type { Ace, Acl, Permissions, Principal, Resource } from './authz/acl-types.ts';
