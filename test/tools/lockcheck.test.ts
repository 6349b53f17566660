import { describe, expect, it } from 'vitest';
import { runGate } from '../support/gate.ts';

const entry = { version: '1.0.0', integrity: 'sha512-AAAA' };
const TOOL = { ...entry, optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } };
const COMPLETE = {
  '': { name: 'x' },
  'node_modules/tool': TOOL,
  'node_modules/tool-linux': entry,
  'node_modules/tool-darwin': entry,
};

function lock(packages: object, npmrc = ''): ReturnType<typeof runGate> {
  return runGate('lockcheck', {
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }, null, 2),
    '.npmrc': npmrc,
  });
}

describe('lockcheck', { timeout: 60_000 }, () => {
  it('passes a lock that has every platform and names no registry', () => {
    expect(lock(COMPLETE)).toEqual({
      status: 0,
      text: 'lockcheck: 1 locks, 3 packages, 2 optional dependencies, 0 faults\n',
    });
  });

  it('asks no version of a folder of this repository that an example links to', () => {
    const linked = {
      ...TOOL,
      integrity: undefined,
      optionalDependencies: { 'not-locked': '1.0.0' },
    };
    const link = { resolved: '../..', link: true };
    expect(lock({ ...COMPLETE, '../..': linked, 'node_modules/x': link }).status).toBe(0);
    expect(lock({ ...COMPLETE, 'node_modules/x': linked }).status).toBe(1);
  });

  it('refuses a lock that lacks the package of one platform', () => {
    const { 'node_modules/tool-darwin': _absent, ...rest } = COMPLETE;
    const { status, text } = lock(rest);
    expect(text).toContain('node_modules/tool 1.0.0 wants tool-darwin@1.0.0, which the lock lacks');
    expect(status).toBe(1);
  });

  it('finds a platform package where Node would: inside the package, or in any folder above', () => {
    const nested = {
      '': {},
      'node_modules/a': entry,
      'node_modules/a/node_modules/tool': TOOL,
      'node_modules/a/node_modules/tool/node_modules/tool-linux': entry,
      'node_modules/a/node_modules/tool-darwin': entry,
    };
    expect(lock(nested).status).toBe(0);
  });

  it('does not accept a platform package inside another package', () => {
    const { 'node_modules/tool-darwin': moved, ...rest } = COMPLETE;
    expect(
      lock({
        ...rest,
        'node_modules/other': entry,
        'node_modules/other/node_modules/tool-darwin': moved,
      }).status,
    ).toBe(1);
  });

  it('resolves a name with a scope', () => {
    const scoped = { ...entry, optionalDependencies: { '@s/linux': '1.0.0' } };
    const packages = { '': {}, 'node_modules/@s/tool': scoped, 'node_modules/@s/linux': entry };
    expect(lock(packages).status).toBe(0);
    expect(lock({ ...packages, 'node_modules/@s/linux': undefined }).status).toBe(1);
  });

  it.each([
    [
      'an entry without a version',
      { ...COMPLETE, 'node_modules/tool-darwin': { integrity: 'sha512-AAAA' } },
      'node_modules/tool-darwin has no version',
    ],
    [
      'an entry without integrity',
      { ...COMPLETE, 'node_modules/tool-darwin': { version: '1.0.0' } },
      'no integrity',
    ],
    [
      'the address of a package',
      { ...COMPLETE, 'node_modules/tool': { ...TOOL, resolved: 'https://example.org/t.tgz' } },
      'names a registry',
    ],
    [
      'the host of a registry',
      { ...COMPLETE, 'node_modules/tool': { ...TOOL, note: 'http://registry.example.org/' } },
      'names a registry',
    ],
  ])('refuses %s', (_what, packages, fault) => {
    const { status, text } = lock(packages);
    expect(text).toContain(fault);
    expect(status).toBe(1);
  });

  it('refuses a registry in .npmrc and names the line', () => {
    const { status, text } = lock(COMPLETE, 'fund=false\n@s:registry=https://example.org/\n');
    expect(text).toContain('.npmrc:2 names');
    expect(status).toBe(1);
  });

  it('reads every lock below the folder, and none of a package', () => {
    const text = JSON.stringify({ packages: { 'node_modules/tool': TOOL } });
    const { text: said } = runGate('lockcheck', {
      'package-lock.json': JSON.stringify({ packages: COMPLETE }),
      'bench/package-lock.json': text,
      'node_modules/x/package-lock.json': text,
    });
    expect(said).toContain('bench/package-lock.json: node_modules/tool 1.0.0 wants tool-linux');
    expect(said).toContain('lockcheck: 2 locks, 4 packages, 4 optional dependencies, 2 faults');
  });

  it('fails on a lock without packages', () => {
    expect(lock({ '': {} }).status).toBe(1);
  });
});
