import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Half } from './key-input.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/**
 * What each label of RFC 7468 and of OpenSSL's older forms announces: a key of a pair, or what is near to one but cannot be taken, with the
 * command that makes a key of it.
 */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['PRIVATE KEY', 'private'],
  ['RSA PRIVATE KEY', 'private'],
  ['EC PRIVATE KEY', 'private'],
  ['PUBLIC KEY', 'public'],
  ['RSA PUBLIC KEY', 'public'],
  [
    'CERTIFICATE',
    'is a certificate, which nobody would check here: take its key with "openssl x509 -pubkey -noout"',
  ],
  ['ENCRYPTED PRIVATE KEY', 'is encrypted: decrypt it with "openssl pkey"'],
  ['OPENSSH PRIVATE KEY', 'is in OpenSSH form: convert it with "ssh-keygen -p -m PKCS8"'],
  ['SSH2 PUBLIC KEY', 'is in SSH form: convert it with "ssh-keygen -e -m PKCS8"'],
]);

/** Whether a text has the beginning of a PEM block anywhere, whatever its label. */
export function hasPem(text: string): boolean {
  return /-{4,5} ?BEGIN /i.test(text);
}

/**
 * The one key in a PEM text (RFC 7468); text around the block is passed over, as OpenSSL writes it.
 *
 * @param half - which key of the pair is expected; the other one is refused and never converted silently
 * @param name - how the faults call the key
 * @throws ConfigurationError when there is no block, more than one, one of another kind, or one that does not parse
 */
export function readPem(text: string, half: Half, name: string): KeyObject {
  const { label, block } = onlyBlock(text, name);
  const found =
    LABELS.get(label) ?? 'is PEM that is no key of a pair: give PKCS#8, PKCS#1, SEC1 or SPKI';
  if (found !== 'private' && found !== 'public') throw new ConfigurationError(`${name} ${found}`);
  if (found !== half) throw new ConfigurationError(wrongKeyType(half, name));
  try {
    return half === 'private' ? createPrivateKey(block) : createPublicKey(block);
  } catch {
    // The reason of the parser is left out: it may quote what it read.
    throw new ConfigurationError(
      `${name} is PEM that cannot be parsed: copy it whole, with its line breaks`,
    );
  }
}

/** The fault of handing over the wrong key of a pair. */
export function wrongKeyType(wanted: Half, name: string): string {
  return wanted === 'private'
    ? `${name} is a public key: give it as publicKey, or the private key here`
    : `${name} is a private key: give it as privateKey, or its public key here`;
}

function onlyBlock(text: string, name: string): { label: string; block: string } {
  // "openssl ecparam -genkey" writes the curve before the key, which repeats it.
  const blocks = [...text.matchAll(BLOCK)].filter((match) => match[1] !== 'EC PARAMETERS');
  const [first] = blocks;
  if (first === undefined) {
    // The older form has header lines inside (RFC 1421), of which the pattern knows nothing.
    const encrypted = text.includes('ENCRYPTED') ? LABELS.get('ENCRYPTED PRIVATE KEY') : undefined;
    const escaped = text.includes('\\n')
      ? 'has its line breaks written as \\n: replace them by real ones'
      : undefined;
    throw new ConfigurationError(
      `${name} ${encrypted ?? escaped ?? 'is PEM that is cut off: copy it whole, from BEGIN to END'}`,
    );
  }
  if (blocks.length > 1)
    throw new ConfigurationError(
      `${name} holds ${blocks.length} PEM blocks: give one, or a keyRing of several`,
    );
  return { label: first[1] as string, block: first[0] };
}
