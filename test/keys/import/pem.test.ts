import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { hasPem, readPem } from '../../../src/keys/import/pem.ts';
import { faultsOf, isPair, pairOf, pemOf } from '../samples.ts';

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

  it('reads SEC1, also with the curve before it, as OpenSSL writes it', () => {
    const parameters =
      '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n';
    for (const text of [pemOf(ec.privateKey, 'sec1'), parameters + pemOf(ec.privateKey, 'sec1')]) {
      expect(isPair(importKey({ algorithm: 'ES256', privateKey: text }), ec)).toBe(true);
    }
  });

  it('passes over text around the block and takes both line ends', () => {
    const text = `Bag Attributes\r\n  friendlyName: key\r\n${pemOf(ec.publicKey).replaceAll('\n', '\r\n')}\r\n\r\n`;
    expect(readPem(text, 'public', 'publicKey').equals(ec.publicKey)).toBe(true);
  });

  it('refuses an encrypted key in either form and says how to decrypt it', () => {
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

  it('refuses a certificate and says how to take its key', () => {
    const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    expect(publicFault(text)).toContain('openssl x509 -pubkey -noout');
  });

  it('refuses the form of OpenSSH, and labels that are no key of a pair', () => {
    expect(
      privateFault('-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----'),
    ).toContain('ssh-keygen -p -m PKCS8');
    expect(
      privateFault('-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----'),
    ).toContain('no key of a pair');
  });

  it('refuses more than one key', () => {
    expect(publicFault(pemOf(ec.publicKey) + pemOf(rsa.publicKey))).toContain('holds 2 PEM blocks');
    expect(privateFault(pemOf(ec.privateKey) + pemOf(ec.publicKey))).toContain(
      'holds 2 PEM blocks',
    );
  });

  it('refuses the other half instead of deriving it', () => {
    expect(createPublicKey(pemOf(ec.privateKey)).equals(ec.publicKey)).toBe(true); // node:crypto would
    expect(publicFault(pemOf(ec.privateKey))).toContain('publicKey is a private key');
    expect(privateFault(pemOf(ec.publicKey))).toContain('privateKey is a public key');
  });

  it('says what is wrong with a key that was cut off, escaped or damaged', () => {
    const text = pemOf(rsa.privateKey);
    expect(privateFault(text.slice(0, 700))).toContain('cut off');
    expect(privateFault(text.replaceAll('\n', '\\n'))).toContain('cannot be parsed');
    expect(privateFault(text.slice(0, 700).replaceAll('\n', '\\n'))).toContain('written as \\n');
    expect(privateFault(text.replace(/\n.{64}\n/, '\n'))).toContain('cannot be parsed');
  });
});

describe('hasPem', () => {
  it('sees the beginning of a block anywhere, of any label and in any case', () => {
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
