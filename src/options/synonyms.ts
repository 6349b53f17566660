import { fold, nearest } from './did-you-mean.ts';

/** What other libraries call an option, with our names: folded, as `fold` does it. */
const SYNONYMS: readonly (readonly [ours: string, others: readonly string[]])[] = [
  ['privatekey', ['secret', 'secretkey', 'secretorkey', 'key', 'signingkey', 'jwtsecret']],
  ['publickey', ['verifykey', 'verificationkey', 'verifyingkey']],
  [
    'expiration',
    [
      'expiresin',
      'expiry',
      'expires',
      'ttl',
      'lifetime',
      'tokenlifetime',
      'exp',
      'maxage',
      'timeout',
    ],
  ],
  ['audience', ['aud']],
  ['issuer', ['iss']],
  ['algorithm', ['alg', 'algo', 'algorithms']],
  ['leeway', ['clocktolerance', 'clockskew', 'skew']],
  ['userprincipal', ['principal']],
  ['useridclaim', ['identityclaim', 'subjectclaim']],
  ['callback', ['groupfinder', 'principals']],
  ['httpheader', ['header', 'headername']],
  ['authtype', ['scheme', 'schemes', 'authscheme']],
  ['cookiename', ['cookie']],
  ['cookiepath', ['path']],
  ['httpsonly', ['secure']],
  ['httpsonlycookie', ['secure', 'securecookie', 'httpsonly', 'cookiesecure']],
  ['cookiesamesite', ['samesite']],
  ['cookiepartitioned', ['partitioned', 'chips']],
  ['partitioned', ['chips', 'partitionedcookie']],
  ['cookiedomains', ['cookiedomain', 'domain', 'domains']],
  ['domains', ['domain']],
  ['cookiereissuetime', ['reissuetime']],
];

/**
 * Returns the option or setting that was probably meant: the one that another library calls so, or
 * the nearest. Null if there is none.
 */
export function nearestOption(word: string, known: readonly string[]): string | null {
  return synonym(word, known) ?? nearest(word, known);
}

/** Returns the known word by which we call what another library calls `word`; null if none. */
export function synonym(word: string, known: readonly string[]): string | null {
  const wanted = fold(word);
  return (
    known.find((candidate) => {
      const ours = fold(candidate);
      return SYNONYMS.some(([name, others]) => name === ours && others.includes(wanted));
    }) ?? null
  );
}
