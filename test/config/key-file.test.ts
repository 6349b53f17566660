import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSecurity, keyFile, keyRing } from '../../src/index.ts';
import type { SecurityOptions } from '../../src/index.ts';
import type { KeyDocument } from '../../src/keys/file/key-document.ts';
import { writeDocument } from '../../src/keys/file/key-document.ts';
import { adopt, remove, rotate } from '../../src/keys/file/rotate.ts';
import { generateJwk } from '../../src/keys/generate.ts';

const DAY = 86_400_000;
const rules = { keep: DAY, after: 0 };
const turn = (document: KeyDocument | null, now: number) =>
  rotate(document, 'ES256', generateJwk, rules, now);

let folder: string;
let path: string;
let now: number;
const events: unknown[] = [];
const closing: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyramidion-keys-'));
  path = join(folder, 'keys.json');
  now = Date.now();
  events.length = 0;
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

const write = (document: KeyDocument): void =>
  writeFileSync(path, writeDocument(document), { mode: 0o600 });

function securityOf(keys: ReturnType<typeof keyFile>, options: Partial<SecurityOptions> = {}) {
  const note = (event: object): void => void events.push(event);
  const logger = { warn: note, error: note };
  const all = { keys, logger, clock: () => now, ...options } as SecurityOptions;
  const security = createSecurity(all);
  closing.push(() => security.close());
  return security;
}

const isAccepted = async (security: ReturnType<typeof createSecurity>, token: string) =>
  (await security.verifyToken(token)).ok;

describe('keyFile', () => {
  it('signs with the current key, and verifies what the previous one has signed', async () => {
    const first = await turn(null, now);
    write(first);
    const keys = keyFile(path);
    const security = securityOf(keys);
    const early = await security.createToken('alice');
    const second = await turn(first, now);
    write(second);
    keys.reload();
    const late = await security.createToken('alice');
    expect(JSON.parse(atob(late.split('.')[0] as string))).toMatchObject({
      kid: second[0]?.jwk.kid,
    });
    expect(await isAccepted(security, early)).toBe(true);
    expect(await isAccepted(security, late)).toBe(true);
    now += DAY;
    expect(await isAccepted(security, early)).toBe(false);
  });

  it('accepts the tokens of a key on standby, which another process may have made current', async () => {
    const first = await turn(null, now);
    write(first);
    const slow = securityOf(keyFile(path, { checkEvery: '1h' }));
    write(await turn(first, now));
    const quick = securityOf(keyFile(path));
    expect(await isAccepted(slow, await quick.createToken('alice'))).toBe(true);
  });

  it('refuses the tokens of a removed key at once, also those that were cached', async () => {
    const made = await turn(null, now);
    write(made);
    const keys = keyFile(path);
    const security = securityOf(keys);
    const token = await security.createToken('alice');
    for (let use = 0; use < 3; use++) expect(await isAccepted(security, token)).toBe(true);
    write(remove(made, made[0]?.jwk.kid as string, now));
    keys.reload();
    const refused = await security.verifyToken(token);
    expect(refused.ok ? null : refused.error.code).toBe('token_key_unknown');
    expect(await isAccepted(security, await security.createToken('alice'))).toBe(true);
  });

  it('follows a change of the file by itself', async () => {
    const made = await turn(null, now);
    write(made);
    const security = securityOf(keyFile(path, { checkEvery: 0.1 }));
    write(await turn(made, now));
    await vi.waitUntil(() => security.jwks().keys.length === 3, { timeout: 10_000 });
  });

  it('keeps its keys when the file becomes faulty, and reports it once', async () => {
    const made = await turn(null, now);
    write(made);
    const keys = keyFile(path, { checkEvery: 0.1 });
    const security = securityOf(keys);
    writeFileSync(path, '{"keys":[');
    expect(() => keys.reload()).toThrow(/no list of keys/);
    await vi.waitUntil(() => events.length > 0, { timeout: 10_000 });
    expect(events).toEqual([expect.objectContaining({ event: 'keys_failed' })]);
    expect(await isAccepted(security, await security.createToken('alice'))).toBe(true);
    write(await turn(made, now));
    await vi.waitUntil(() => events.length > 1, { timeout: 10_000 });
    expect(events[1]).toMatchObject({ event: 'keys_recovered' });
    expect(security.jwks().keys).toHaveLength(3);
  });

  it('keeps its keys while the file is missing, and reports it', async () => {
    const made = await turn(null, now);
    write(made);
    const security = securityOf(keyFile(path, { checkEvery: 0.1 }));
    rmSync(path);
    await vi.waitUntil(() => events.length > 0, { timeout: 10_000 });
    expect(events[0]).toMatchObject({ event: 'keys_failed', code: 'keys_unavailable' });
    expect(await isAccepted(security, await security.createToken('alice'))).toBe(true);
    write(await turn(made, now));
    await vi.waitUntil(() => events.length > 1, { timeout: 10_000 });
    expect(events[1]).toMatchObject({ event: 'keys_recovered' });
  });

  it('refuses a weak secret as at the start, also while it runs', async () => {
    const made = adopt(null, await generateJwk('HS512'), now);
    write(made);
    const keys = keyFile(path);
    const security = securityOf(keys, { audit: 'enforce' } as object);
    const weak = { kty: 'oct', k: Buffer.from('secret').toString('base64url'), alg: 'HS512' };
    const jwk = { ...weak, kid: 'weak', use: 'sig' };
    write([{ jwk, state: 'current', since: now, until: null }]);
    expect(() => keys.reload()).toThrow(/short_secret/);
    const [header] = (await security.createToken('alice')).split('.');
    expect(JSON.parse(atob(header as string))).toMatchObject({ kid: made[0]?.jwk.kid });
  });

  it('refuses what would stop it from starting, also while it runs', async () => {
    const made = await turn(null, now);
    write(made);
    const keys = keyFile(path);
    const partner = await generateJwk('ES256');
    const { d: _, ...published } = partner;
    const security = securityOf(keys, {
      issuer: 'https://app.example.com',
      publish: { jwks: '/jwks.json' },
      issuers: [
        {
          name: 'partner',
          issuer: 'https://partner.example.com',
          keys: keyRing([published]),
          audience: 'app',
        },
      ],
    } as object);
    const refused: readonly [KeyDocument, RegExp][] = [
      [adopt(null, partner, now), /has a key of your own/],
      [adopt(null, await generateJwk('HS512'), now), /has nothing to publish/],
      [await rotate(made, null, generateJwk, { keep: 200 * DAY, after: 0 }, now), /days ahead/],
    ];
    for (const [document, fault] of refused) {
      write(document);
      expect(() => keys.reload()).toThrow(fault);
    }
    expect(security.jwks().keys).toHaveLength(2);
  });

  it('brings two securities that began with different content to the same', async () => {
    const first = await turn(null, now);
    write(first);
    const keys = keyFile(path, { checkEvery: '1h' });
    const before = securityOf(keys);
    write(await turn(first, now));
    const after = securityOf(keys);
    write(first);
    keys.reload();
    expect([before, after].map((one) => one.jwks().keys.length)).toEqual([2, 2]);
  });

  it('counts a removed key also if the new file may be read by all', async () => {
    const made = await turn(null, now);
    write(made);
    const keys = keyFile(path);
    const security = securityOf(keys, { audit: 'enforce' } as object);
    const token = await security.createToken('alice');
    write(remove(made, made[0]?.jwk.kid as string, now));
    chmodSync(path, 0o644);
    keys.reload();
    expect(await isAccepted(security, token)).toBe(false);
  });

  it('serves two securities, and stops for one that is closed', async () => {
    const first = await turn(null, now);
    write(first);
    const keys = keyFile(path);
    const closed = createSecurity({ keys });
    const open = securityOf(keys);
    await closed.close();
    write(await turn(first, now));
    keys.reload();
    expect(open.jwks().keys).toHaveLength(3);
  });

  it('publishes its pairs and no secret', async () => {
    const secret = adopt(null, await generateJwk('HS512'), now);
    write(await turn(secret, now));
    const { keys } = securityOf(keyFile(path)).jwks();
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', alg: 'ES256', use: 'sig' })]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('says at start what is wrong with the file', () => {
    expect(() => createSecurity({ keys: keyFile(path) })).toThrow(/keys\.json cannot be read/);
    writeFileSync(path, '[]');
    expect(() => createSecurity({ keys: keyFile(path) })).toThrow(/keys rotate --file/);
  });

  it('finds that every user of the machine may read the keys', async () => {
    writeFileSync(path, writeDocument(await turn(null, now)), { mode: 0o644 });
    expect(() => securityOf(keyFile(path), { audit: 'enforce' } as object)).toThrow(
      /every user of the machine may read it/,
    );
  });

  it('refuses a path that is none, and other intervals', () => {
    expect(() => keyFile('')).toThrow(/path of a file/);
    expect(() => keyFile(path, { checkEvery: 0 })).toThrow(/checkEvery/);
    expect(() => keyFile(path, { checkEvery: '2h' })).toThrow(/checkEvery/);
  });
});
