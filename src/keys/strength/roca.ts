/** The primes whose product went into the keys of the broken generator, but for 2, which tells nothing: the first 39 for its 512-bit keys, more for longer. */
const PRIMES: readonly bigint[] = /* @__PURE__ */ [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101,
  103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
].map(BigInt);

/**
 * Whether an RSA modulus bears the mark of the generator of CVE-2017-15361 ("The Return of Coppersmith's Attack", Nemec et al., 2017, §3.1).
 *
 * That generator made primes as k·M + (65537^a mod M), M being a product of small primes. Modulo each of these small primes its moduli
 * therefore lie in the group that 65537 generates; a modulus that was drawn freely does so for all of them about once in 2^27.
 */
export function hasRocaFingerprint(modulus: bigint): boolean {
  return PRIMES.every((prime) => powersOf65537(prime).has(modulus % prime));
}

function powersOf65537(prime: bigint): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1n; !powers.has(power); power = (power * 65_537n) % prime) powers.add(power);
  return powers;
}
