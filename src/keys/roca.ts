/** The primes whose product went into the keys of the broken generator, but for 2, which tells nothing: the first 39 for its 512-bit keys, more for longer. */
const PRIMES: readonly bigint[] = [
  3n,
  5n,
  7n,
  11n,
  13n,
  17n,
  19n,
  23n,
  29n,
  31n,
  37n,
  41n,
  43n,
  47n,
  53n,
  59n,
  61n,
  67n,
  71n,
  73n,
  79n,
  83n,
  89n,
  97n,
  101n,
  103n,
  107n,
  109n,
  113n,
  127n,
  131n,
  137n,
  139n,
  149n,
  151n,
  157n,
  163n,
  167n,
];

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
