import type { Claims } from '../token/claims.ts';

/**
 * Names the application's security once, so that every entry point knows its claims and
 * permissions: `permit`, `required`, `authOf`, `userOf` and the `auth` of handlers.
 *
 * Without it any string is a permission. With two securities leave it out and write the types where
 * they are used: `permit<'view'>('view')`, `authOf<Claims, 'view'>(request)`. The wrappers of
 * `pyramidion/fetch` and `pyramidion/node` take them from `authenticate(security)`. A security that
 * a function makes is `ReturnType<typeof makeSecurity>`.
 *
 * @example
 * export const security = createSecurity({
 *   privateKey: process.env.JWT_PRIVATE_KEY,
 *   claims: z.object({ roles: z.array(z.string()) }),
 *   permissions: ['view', 'edit'],
 * });
 * declare module 'pyramidion' {
 *   interface Register { security: typeof security }
 * }
 * @example
 * // Express: types `request.auth`, if no other library declares it.
 * declare global {
 *   namespace Express { interface Request { auth: AuthContext } }
 * }
 */
// Applications add the member.
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface Register {}

/** Claims of which the compiler knows nothing. */
export type AnyClaims = Readonly<Record<string, unknown>>;

/**
 * The types that a security carries.
 *
 * @typeParam C - the claims that handlers see: the output of the schema
 * @typeParam P - the names of permissions
 * @typeParam I - the claims that `createToken` and `remember` take: the input of the schema
 */
export interface SecurityTypes<C = Claims, P extends string = string, I = AnyClaims> {
  readonly claims: C;
  readonly permission: P;
  readonly claimsInput: I;
}

/** What the compiler prints if `Register` holds something else. */
type Mistake = 'interface Register must be { security: typeof security }';

type Registered = keyof Register extends never
  ? SecurityTypes
  : Register extends { security: { readonly '~types'?: infer T } }
    ? T extends SecurityTypes<unknown, string, unknown>
      ? T
      : never
    : SecurityTypes<Mistake, Mistake, Mistake>;

/** The claims that handlers see: those of the registered security. */
export type RegisteredClaims = Registered['claims'];

/** The permissions that guards take: those of the registered security. */
export type RegisteredPermission = Registered['permission'];

/** The claims that `createToken` and `remember` take: the input of the registered schema. */
export type RegisteredClaimsInput = Registered['claimsInput'];
