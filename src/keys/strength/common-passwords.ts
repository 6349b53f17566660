import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

/** Words that are hashed to get a long secret; each also with what people put behind it. */
const WORDS =
  'password secret admin test changeme jwt jwtsecret jwt_secret jwt-secret mysecret my-secret my_secret supersecret super-secret super_secret secretkey secret-key secret_key key token qwerty letmein welcome root hello helloworld privatekey private-key private_key iloveyou monkey dragon abc passw0rd p@ssw0rd default example demo dev development production foobar foo bar app api user master shhh shhhh shhhhh keyboardcat null undefined';
const SUFFIXES = ['', '1', '123', '1234', '!', '123!', '2024', '2025', '2026', '\n'];
const OTHERS = ['', '\n', '1234', '12345', '123456', '1234567', '12345678', '123456789'];
const MORE = ['1234567890', '0', '1', 'keyboard cat', 'hello world', 'Hello World', 'my secret'];
const HASHES: ReadonlyMap<number, string> = new Map([
  [16, 'md5'],
  [20, 'sha1'],
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/** The hashes of all passwords by the name of the hash, made when one is asked for. */
const known = new Map<string, ReadonlySet<string>>();

/** Whether bytes are the hash (MD5, SHA-1, SHA-2) of a password that is tried first. */
export function isHashOfPassword(bytes: Buffer): boolean {
  const hash = HASHES.get(bytes.length);
  if (hash === undefined) return false;
  const hashes = known.get(hash) ?? new Set(passwords().map((password) => digest(hash, password)));
  known.set(hash, hashes);
  return hashes.has(bytes.toString('base64'));
}

function passwords(): readonly string[] {
  const cases = WORDS.split(' ').flatMap((word) => [
    word,
    word.toUpperCase(),
    (word[0] as string).toUpperCase() + word.slice(1),
  ]);
  return [...OTHERS, ...MORE, ...cases.flatMap((word) => SUFFIXES.map((end) => word + end))];
}

/** Empty if the runtime does not have the hash, as MD5 in FIPS mode. */
function digest(hash: string, text: string): string {
  try {
    return createHash(hash).update(text).digest('base64');
  } catch {
    return '';
  }
}
