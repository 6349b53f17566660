import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeValgrind } from '../support/fake-valgrind.ts';
import type { Outcome } from '../support/gate.ts';
import { runNode, withFolder } from '../support/gate.ts';

const { node, v8, openssl } = process.versions;
const processor = cpus()[0]?.model.trim() ?? 'unknown';
const RUNTIME = `node${node.split('.')[0]}`;

const baseline = (verify: number, versions: object = {}): string =>
  JSON.stringify({
    [RUNTIME]: { node, v8, openssl, processor, ...versions, counts: { verify, hit: 200 } },
  });

/** Runs the gate with a valgrind that counts `verify` instructions; `after` is the new baseline. */
function check(
  verify: number,
  before: string,
  ...options: readonly string[]
): Outcome & { readonly after: string } {
  const valgrind = fakeValgrind({ verify, hit: 200 });
  const files = {
    'bin/package.json': '{"type":"module"}',
    'bin/valgrind': valgrind,
    'baseline.json': before,
  };
  return withFolder(files, (folder) => {
    const PATH = `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const file = join(folder, 'baseline.json');
    const argv = ['tools/check-instructions.mjs', '--baseline', file, ...options];
    return { ...runNode(argv, { PATH }), after: readFileSync(file, 'utf8') };
  });
}

describe('check-instructions', { timeout: 60_000 }, () => {
  it('accepts a row that takes five percent more', () => {
    expect(check(1050, baseline(1000))).toMatchObject({ status: 0, after: baseline(1000) });
  });

  it('rejects a row that takes more than that, and names it', () => {
    const { status, text } = check(1051, baseline(1000));
    expect(text).toContain('"verify" takes 1051 instructions, 5.1 % more than 1000');
    expect(text).toContain('2 rows, 1 faults');
    expect(status).toBe(1);
  });

  it('points to a row that takes much less, so that the baseline follows', () => {
    expect(check(940, baseline(1000)).text).toMatch(
      /verify +940 \(baseline 1000\): keep it with --update/,
    );
    expect(check(960, baseline(1000)).text).not.toContain('keep it');
  });

  it('rejects a row that the baseline does not have', () => {
    const { status, text } = check(1000, baseline(1000).replace('"hit"', '"other"'));
    expect(text).toContain('there is no baseline for "hit": add it with --update');
    expect(status).toBe(1);
  });

  it.each(['node', 'v8', 'openssl'])('does not compare with another %s, and says so', (part) => {
    const { status, text } = check(2000, baseline(1000, { [part]: '1.2.3' }));
    expect(text).toContain(`${RUNTIME}: not compared`);
    expect(status).toBe(0);
  });

  it('writes the counts to the baseline with --update', () => {
    const { status, after } = check(2000, '{}', '--update');
    expect(JSON.parse(after)).toEqual(JSON.parse(baseline(2000)));
    expect(status).toBe(0);
  });

  it('counts nothing without valgrind, which is an error in CI only', () => {
    const PATH = join('/', 'nowhere');
    const onDesk = runNode(['tools/check-instructions.mjs'], { PATH, CI: undefined });
    expect(onDesk.text).toContain('apt-get install -y valgrind');
    expect(onDesk.status).toBe(0);
    expect(runNode(['tools/check-instructions.mjs'], { PATH, CI: 'true' }).status).toBe(1);
  });
});
