import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { hasPem, readPem } from '../../../src/keys/import/pem.ts';
import { faultsOf, isPair, pairOf, pemOf } from '../sample-keys.ts';

const rsa = pairOf('rsa');
const ec = pairOf('prime256v1');
const privateFault = (text: string): string =>
  faultsOf(() => readPem(text, 'private', 'privateKey')).join();
const publicFault = (text: string): string =>
  faultsOf(() => readPem(text, 'public', 'publicKey')).join();

describe('readPem', () => {
  it('reads PKCS#1, PKCS#8 and SPKI of RSA', () => {
    for (const privatePem of [pemOf(rsa.privateKey, 'pkcs1'), pemOf(rsa.privateKey, 'pkcs8')]) {
      for (const publicPem of [pemOf(rsa.publicKey, 'pkcs1'), pemOf(rsa.publicKey, 'spki')]) {
        expect(
          isPair(
            importKey({ algorithm: 'RS256', privateKey: privatePem, publicKey: publicPem }),
            rsa,
          ),
        ).toBe(true);
      }
    }
  });

  it('reads SEC1, also behind the curve, as OpenSSL writes it', () => {
    const parameters =
      '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    for (const text of [pemOf(ec.privateKey, 'sec1'), parameters + pemOf(ec.privateKey, 'sec1')]) {
      expect(isPair(importKey({ algorithm: 'ES256', privateKey: text }), ec)).toBe(true);
    }
  });

  it('ignores text around the block and accepts both line endings', () => {
    const text = `Bag Attributes\r\n  friendlyName: key\r\n${pemOf(ec.publicKey).replaceAll('\n', '\r\n')}\r\n\r\n`;
    expect(readPem(text, 'public', 'publicKey').equals(ec.publicKey)).toBe(true);
  });

  it('rejects an encrypted key in either format and says how to decrypt it', () => {
    const pkcs8 = rsa.privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    }) as string;
    const pkcs1 = rsa.privateKey.export({
      type: 'pkcs1',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    }) as string;
    expect(pkcs1).toContain('Proc-Type');
    for (const text of [pkcs8, pkcs1])
      expect(privateFault(text)).toContain('is encrypted: decrypt it with "openssl pkey"');
  });

  it('rejects a certificate and says how to extract its key', () => {
    const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    expect(publicFault(text)).toContain('openssl x509 -pubkey -noout');
  });

  it('rejects the OpenSSH format, and labels that are not a key of a pair', () => {
    expect(
      privateFault('-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----'),
    ).toContain('ssh-keygen -p -m PKCS8');
    expect(
      privateFault('-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----'),
    ).toContain('not a key of a pair');
  });

  it('rejects more than one key', () => {
    expect(publicFault(pemOf(ec.publicKey) + pemOf(rsa.publicKey))).toContain(
      'contains 2 PEM blocks',
    );
    expect(privateFault(pemOf(ec.privateKey) + pemOf(ec.publicKey))).toContain(
      'contains 2 PEM blocks',
    );
  });

  it('rejects the other key of the pair instead of converting it', () => {
    // node:crypto would convert it.
    expect(createPublicKey(pemOf(ec.privateKey)).equals(ec.publicKey)).toBe(true);
    expect(publicFault(pemOf(ec.privateKey))).toContain('publicKey is a private key');
    expect(privateFault(pemOf(ec.publicKey))).toContain('privateKey is a public key');
  });

  it('says whether a key was cut off, escaped or damaged', () => {
    const text = pemOf(rsa.privateKey);
    expect(privateFault(text.slice(0, 700))).toContain('cut off');
    expect(privateFault(text.replaceAll('\n', '\\n'))).toContain('cannot be parsed');
    expect(privateFault(text.slice(0, 700).replaceAll('\n', '\\n'))).toContain('written as \\n');
    expect(privateFault(text.replace(/\n.{64}\n/, '\n'))).toContain('cannot be parsed');
  });
});

describe('hasPem', () => {
  it('finds the beginning of a block anywhere, with any label and in any case', () => {
    for (const text of [
      'x\n -----BEGIN PUBLIC KEY-----',
      '-----begin rsa public key',
      '---- BEGIN SSH2 PUBLIC KEY ----',
    ])
      expect(hasPem(text)).toBe(true);
    for (const text of ['', 'BEGIN', 'the beginning', '-- BEGIN --'])
      expect(hasPem(text)).toBe(false);
  });
});
