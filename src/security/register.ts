import type { Claims } from '../token/claims.ts';

/**
 * Names the application's security once, so that every entry point knows its claims and permissions.
 *
 * @example
 * declare module 'pyramidion' {
 *   interface Register { security: typeof security }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- applications add the member
export interface Register {}

/** The types that a security carries, for {@link Register}. */
export interface SecurityTypes<C = unknown, P extends string = string, I = unknown> {
  readonly claims: C;
  readonly permission: P;
  readonly claimsInput: I;
}

type Registered = Register extends { security: { readonly '~types'?: infer T } }
  ? NonNullable<T>
  : SecurityTypes<Claims, string, Readonly<Record<string, unknown>>>;

/** The claims that handlers see: those of the registered security. */
export type RegisteredClaims = Registered extends SecurityTypes<infer C> ? C : Claims;

/** The permissions that guards take: those of the registered security. */
export type RegisteredPermission = Registered extends { permission: infer P extends string }
  ? P
  : string;

/** The claims that `createToken` and `remember` take: the input of the registered schema. */
export type RegisteredClaimsInput = Registered extends { claimsInput: infer I }
  ? I
  : Readonly<Record<string, unknown>>;
