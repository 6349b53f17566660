/** Claims that the library writes into a token; those given for a new token may leave them out. */
type WrittenClaim = 'sub' | 'iat' | 'exp' | 'jti' | 'iss' | 'aud' | 'auth_time' | 'sid' | 'lim';

/**
 * The claims of a new token: those that the schema takes. The ones that the library writes (`sub`,
 * `iat`, `exp` …) may be left out. One that `defaultClaims` gives has to be optional in the schema,
 * or be written at each call.
 *
 * @typeParam I - the input of the schema
 */
export type NewClaims<I> = { [K in keyof I as Exclude<K, WrittenClaim>]: I[K] } & {
  [K in keyof I as Extract<K, WrittenClaim>]?: I[K];
};

/**
 * What follows the user id: claims, which may be left out if the schema requires none, and options.
 */
export type ClaimsArguments<I, Options> =
  {} extends NewClaims<I>
    ? [claims?: NewClaims<I>, options?: Options]
    : [claims: NewClaims<I>, options?: Options];
