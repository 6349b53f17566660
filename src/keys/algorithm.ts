/** What an algorithm of RFC 7518 §3.1 and RFC 9864 asks of a key and of `node:crypto`. */
export interface AlgorithmRow {
  readonly family: 'hmac' | 'rsa' | 'pss' | 'ecdsa' | 'eddsa';
  /** The digest's name in `node:crypto`; EdDSA has its own inside. */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  /** Octets of the hash output, which is also the least an HMAC secret may have (RFC 7518 §3.2), or of one ECDSA coordinate. */
  readonly size: number;
  /** The curves that may carry it, by the names of `node:crypto`. */
  readonly curves: readonly string[];
}

/** The signature algorithms that a key may be bound to; `none` is not among them and cannot be configured. */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519';

const TABLE: Readonly<Record<Algorithm, AlgorithmRow>> = {
  HS256: { family: 'hmac', hash: 'sha256', size: 32, curves: [] },
  HS384: { family: 'hmac', hash: 'sha384', size: 48, curves: [] },
  HS512: { family: 'hmac', hash: 'sha512', size: 64, curves: [] },
  RS256: { family: 'rsa', hash: 'sha256', size: 32, curves: [] },
  RS384: { family: 'rsa', hash: 'sha384', size: 48, curves: [] },
  RS512: { family: 'rsa', hash: 'sha512', size: 64, curves: [] },
  PS256: { family: 'pss', hash: 'sha256', size: 32, curves: [] },
  PS384: { family: 'pss', hash: 'sha384', size: 48, curves: [] },
  PS512: { family: 'pss', hash: 'sha512', size: 64, curves: [] },
  ES256: { family: 'ecdsa', hash: 'sha256', size: 32, curves: ['prime256v1'] },
  ES384: { family: 'ecdsa', hash: 'sha384', size: 48, curves: ['secp384r1'] },
  ES512: { family: 'ecdsa', hash: 'sha512', size: 66, curves: ['secp521r1'] },
  EdDSA: { family: 'eddsa', hash: null, size: 0, curves: ['ed25519', 'ed448'] },
  Ed25519: { family: 'eddsa', hash: null, size: 0, curves: ['ed25519'] },
};

/** Every algorithm's name. */
export const algorithmNames: readonly Algorithm[] = /* @__PURE__ */ Object.keys(
  TABLE,
) as Algorithm[];

/** Whether a text is exactly one of the names; case counts (RFC 7515 §10.13). */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(TABLE, name);
}

/** The row of one algorithm. */
export function algorithmRow(name: Algorithm): AlgorithmRow {
  return TABLE[name];
}
