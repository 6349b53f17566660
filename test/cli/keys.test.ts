import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { generateSecret } from '../../src/keys/generate.ts';

const START = Date.parse('2026-11-28T10:00:00Z');
let folder: string;
let file: string;
let now = START;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyramidion-keys-'));
  file = join(folder, 'keys.json');
  now = START;
});
afterEach(() => rmSync(folder, { recursive: true }));

const call = (args: string, stdin = '') =>
  run(['keys', ...args.split(' '), '--file', file], {
    env: {},
    stdin: () => stdin,
    now: () => now,
  });
const statesOf = (out: string): string[] =>
  out
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).slice(0, 2).join(' '));

describe('keys', () => {
  it('makes a file for its owner only, and prints no key material', async () => {
    const { status, out } = await call('rotate');
    expect(status).toBe(0);
    expect(statesOf(out)).toEqual(['current ES256', 'standby ES256']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { d: string }[] };
    expect(keys).toHaveLength(2);
    for (const { d } of keys) expect(out).not.toContain(d);
  });

  it('warns of a weak secret that is added, and does not print it', async () => {
    const weak = 'correct horse battery staple';
    const { status, out } = await call('add --algorithm HS256 --kid old', weak);
    expect(status).toBe(0);
    expect(statesOf(out)[0]).toBe('current HS256');
    expect(out).toMatch(/Warning: the key has 28 bytes, and HS256 needs at least 32/);
    expect(out).toMatch(/Warning: the key .*words/);
    expect(out).not.toContain('horse');
    expect((await call('add --algorithm HS512 --kid new', generateSecret())).out).not.toContain(
      'Warning',
    );
  });

  it('goes from a secret to a key pair and to a new pair', async () => {
    const secret = generateSecret();
    await call('add --algorithm HS512 --kid 2025', `${secret}\n`);
    await call('rotate --algorithm ES256');
    now += 600_000;
    expect(statesOf((await call('rotate')).out)).toEqual([
      'current ES256',
      'standby ES256',
      'retired HS512',
    ]);
    now += 600_000;
    const { out } = await call('rotate --keep 1h');
    expect(statesOf(out)).toEqual([
      'current ES256',
      'standby ES256',
      'retired ES256',
      'retired HS512',
    ]);
    expect(out).toContain('until 2026-11-28T11:20:00Z');
    expect((await call('list')).out).toBe(out);
    expect(readFileSync(file, 'utf8')).toContain(Buffer.from(secret).toString('base64url'));
  });

  it('refuses to rotate to a key that was made a moment ago, and leaves the file as it is', async () => {
    await call('rotate');
    const before = readFileSync(file, 'utf8');
    const { status, err } = await call('rotate');
    expect(status).toBe(2);
    expect(err).toContain('--after 0s');
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(existsSync(`${file}.new`)).toBe(false);
    expect((await call('rotate --after 0s')).status).toBe(0);
  });

  it('prints the public keys for others', async () => {
    await call('rotate');
    const { out } = await call('jwks');
    const { keys } = JSON.parse(out) as { keys: object[] };
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    }
  });

  it('removes a key by its kid', async () => {
    const rows = JSON.parse((await call('rotate --json')).out) as { kid: string }[];
    const { out } = await call(`remove --kid=${rows[0]?.kid}`);
    expect(statesOf(out)).toEqual(['current ES256']);
    expect(out).toContain(rows[1]?.kid);
  });

  it('changes the file behind a symbolic link', async () => {
    const real = join(folder, 'real.json');
    await run(['keys', 'rotate', '--file', real], { env: {}, stdin: () => '', now: () => now });
    symlinkSync(real, file);
    const { out } = await call('rotate --after 0s');
    expect(statesOf(out)).toContain('retired ES256');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(real, 'utf8'))).toMatchObject({ keys: { length: 3 } });
  });

  it('keeps what the group of the file may do, and lets no other user read it', async () => {
    await call('rotate');
    chmodSync(file, 0o644);
    await call('rotate --after 0s');
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('refuses a change while another one is under way', async () => {
    writeFileSync(`${file}.new`, '');
    const { status, err } = await call('rotate');
    expect(status).toBe(2);
    expect(err).toContain('another change is under way');
    expect(existsSync(`${file}.new`)).toBe(true);
  });

  it('leaves a faulty file as it is, and names its faults', async () => {
    writeFileSync(file, '{"keys":[{"kty":"EC"}]}');
    const { status, err } = await call('rotate');
    expect(status).toBe(2);
    expect(err).toContain('keys[0].state');
    expect(readFileSync(file, 'utf8')).toBe('{"keys":[{"kty":"EC"}]}');
  });

  it.each([
    ['add --algorithm HS512 --kid a', '', 'There is no key'],
    ['add --kid a', 'x', '--algorithm HS512'],
    ['add --algorithm HS512', generateSecret(), '--kid 2026-05'],
    ['add --algorithm ES256 --kid a', 'no key', 'the key'],
    ['rotate --algorithm none', '', '--algorithm must be one of'],
    ['rotate --keep 91d', '', '--keep must be a duration of at most 90 days'],
    ['rotate --after soon', '', '--after must be a duration'],
    ['remove', '', 'Name the key'],
    ['list', '', 'There is no file'],
    ['jwks', '', 'There is no file'],
    ['turn', '', 'Write one of new, rotate, list, jwks, add, remove'],
    ['toString', '', 'Write one of'],
  ])('refuses "%s"', async (args, stdin, fault) => {
    const { status, out, err } = await call(args, stdin);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(fault);
    expect(existsSync(file)).toBe(false);
  });
});
