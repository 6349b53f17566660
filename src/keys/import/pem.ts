import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { KeyType } from './key-input.ts';

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/**
 * What each label of RFC 7468 and of OpenSSL's older formats stands for: a key of a pair, or
 * something close to one that is not accepted, with the command that converts it.
 */
const LABELS: ReadonlyMap<string, string> = new Map([
  ['PRIVATE KEY', 'private'],
  ['RSA PRIVATE KEY', 'private'],
  ['EC PRIVATE KEY', 'private'],
  ['PUBLIC KEY', 'public'],
  ['RSA PUBLIC KEY', 'public'],
  [
    'CERTIFICATE',
    'is a certificate, which would not be validated here: ' +
      'extract its key with "openssl x509 -pubkey -noout"',
  ],
  ['ENCRYPTED PRIVATE KEY', 'is encrypted: decrypt it with "openssl pkey"'],
  ['OPENSSH PRIVATE KEY', 'is in OpenSSH format: convert it with "ssh-keygen -p -m PKCS8"'],
  ['SSH2 PUBLIC KEY', 'is in SSH format: convert it with "ssh-keygen -e -m PKCS8"'],
]);

/** Whether a string contains the beginning of a PEM block, with any label. */
export function hasPem(text: string): boolean {
  // Percent-encoding of forms turns a space into a plus.
  return /-{4}[ +]?BEGIN[ +]/i.test(text);
}

/**
 * Reads the one key in a PEM string (RFC 7468). Text around the block, as OpenSSL writes it, is
 * ignored.
 *
 * @param type - which key of the pair is expected; the other one is rejected, never converted
 * @param name - what error messages call the key
 * @throws ConfigurationError if there is no block, more than one, one with another label, or one
 *   that does not parse
 */
export function readPem(text: string, type: KeyType, name: string): KeyObject {
  const { label, block } = onlyBlock(text, name);
  const meaning =
    LABELS.get(label) ??
    'is a PEM block that is not a key of a pair: give PKCS#8, PKCS#1, SEC1 or SPKI';
  if (meaning !== 'private' && meaning !== 'public')
    throw new ConfigurationError(`${name} ${meaning}`);
  if (meaning !== type) throw new ConfigurationError(wrongKeyType(type, name));
  try {
    return type === 'private' ? createPrivateKey(block) : createPublicKey(block);
  } catch {
    // The parser's own error is left out: it may quote what it read.
    throw new ConfigurationError(
      `${name} is PEM that cannot be parsed: copy it in full, with its line breaks`,
    );
  }
}

/** The message for the wrong key of a pair. */
export function wrongKeyType(expected: KeyType, name: string): string {
  return expected === 'private'
    ? `${name} is a public key: give it as publicKey, or the private key here`
    : `${name} is a private key: give it as privateKey, or its public key here`;
}

function onlyBlock(text: string, name: string): { label: string; block: string } {
  // "openssl ecparam -genkey" writes the curve before the key, which repeats it.
  const blocks = [...text.matchAll(PEM_BLOCK)].filter((match) => match[1] !== 'EC PARAMETERS');
  const [first] = blocks;
  if (first === undefined) throw new ConfigurationError(`${name} ${withoutBlock(text)}`);
  if (blocks.length > 1)
    throw new ConfigurationError(
      `${name} contains ${blocks.length} PEM blocks: give one, or a keyRing of several keys`,
    );
  return { label: first[1] as string, block: inLines(first[0]) };
}

/** A block with the line breaks that the parser needs, wherever its own went. */
function inLines(block: string): string {
  const [, begin, body, end] = /^(-+BEGIN [^-]+-+)([^-]*)(-+END [^-]+-+)$/.exec(block) ?? [];
  if (body === undefined) return block;
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [begin, ...lines, end, ''].join('\n');
}

/** Why no complete block was found. */
function withoutBlock(text: string): string {
  // The older format has header lines inside (RFC 1421), which the pattern does not match.
  if (text.includes('ENCRYPTED')) return LABELS.get('ENCRYPTED PRIVATE KEY') as string;
  return text.includes('\\n')
    ? 'has its line breaks written as \\n: replace them with real ones'
    : 'is PEM that is cut off: copy it in full, from BEGIN to END';
}
