/** What an algorithm of RFC 7518 §3.1 or RFC 9864 requires of a key and of `node:crypto`. */
export interface AlgorithmRow {
  readonly family: 'hmac' | 'rsa' | 'pss' | 'ecdsa' | 'eddsa';
  /** The digest, as `node:crypto` names it; null for EdDSA, which has its own. */
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  /**
   * Bytes of the hash output, which is also the shortest HMAC secret (RFC 7518 §3.2) and the length
   * of the PSS salt (RFC 7518 §3.5); for ECDSA the bytes of one coordinate.
   */
  readonly size: number;
  /** The curves the algorithm may use, as `node:crypto` names them. */
  readonly curves: readonly string[];
}

/** The signature algorithms a key can be bound to; `none` is not one and cannot be configured. */
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

const ALGORITHMS: Readonly<Record<Algorithm, AlgorithmRow>> = {
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

/** The names of all algorithms. */
export const algorithmNames: readonly Algorithm[] = /* @__PURE__ */ Object.keys(
  ALGORITHMS,
) as Algorithm[];

/** Whether a value is one of the names, which are case-sensitive (RFC 7515 §4.1.1, §10.13). */
export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name);
}

/** The requirements of one algorithm. */
export function algorithmRow(name: Algorithm): AlgorithmRow {
  return ALGORITHMS[name];
}
