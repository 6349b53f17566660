import { delimiter, join } from 'node:path';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runNode, withFolder } from '../support/gate.ts';

const { node, v8, openssl } = process.versions;
const processor = cpus()[0]?.model.trim() ?? 'unknown';
const RUNTIME = `node${node.split('.')[0]}`;

/** A valgrind that takes a million instructions to start and as many for each step as it is told; it runs nothing. */
function valgrind(costs: Readonly<Record<string, number>>): string {
  return `#!${process.execPath}
const costs = ${JSON.stringify(costs)};
let sum = 1_000_000;
for (const given of process.argv) {
  const [step, times] = given.split('=');
  if (step in costs) sum += costs[step] * Number(times);
}
console.error('==1== Collected : ' + sum);
`;
}

const baseline = (verify: number, versions: object = {}): string =>
  JSON.stringify({
    [RUNTIME]: {
      node,
      v8,
      openssl,
      processor,
      ...versions,
      counts: { verify, hit: 200, permits: 50 },
    },
  });

/** Runs the gate with that valgrind; what it left of the baseline comes last. */
function check(
  verify: number,
  before: string,
  ...options: readonly string[]
): Outcome & { readonly after: string } {
  const files = {
    'bin/valgrind': valgrind({ verify, hit: 200, permits: 50 }),
    'baseline.json': before,
  };
  return withFolder(files, (folder) => {
    const path = `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const file = join(folder, 'baseline.json');
    const outcome = runNode(['tools/check-instructions.mjs', '--baseline', file, ...options], {
      PATH: path,
    });
    return { ...outcome, after: readFileSync(file, 'utf8') };
  });
}

describe('check-instructions', { timeout: 60_000 }, () => {
  it('lets a step take five percent more', () => {
    expect(check(1050, baseline(1000))).toMatchObject({ status: 0, after: baseline(1000) });
  });

  it('refuses a step that takes more than that, and names it', () => {
    const { status, text } = check(1051, baseline(1000));
    expect(text).toContain('verify takes 1051 instructions, 5.1 % more than 1000');
    expect(text).toContain('3 steps, 1 faults');
    expect(status).toBe(1);
  });

  it('tells of a step that takes much less, so that the baseline follows', () => {
    expect(check(940, baseline(1000)).text).toMatch(
      /verify +940 \(baseline 1000\): keep it with --update/,
    );
    expect(check(960, baseline(1000)).text).not.toContain('keep it');
  });

  it.each(['node', 'v8', 'openssl'])('does not compare with another %s, and says so', (part) => {
    const { status, text } = check(2000, baseline(1000, { [part]: '1.2.3' }));
    expect(text).toContain(`${RUNTIME}: not compared`);
    expect(status).toBe(0);
  });

  it('writes the counts down when it is asked to', () => {
    const { status, after } = check(2000, '{}', '--update');
    expect(JSON.parse(after)).toEqual(JSON.parse(baseline(2000)));
    expect(status).toBe(0);
  });

  it('counts nothing without valgrind: an answer on a desk, a fault in CI', () => {
    const nowhere = join('/', 'nowhere');
    const onDesk = runNode(['tools/check-instructions.mjs'], { PATH: nowhere, CI: undefined });
    expect(onDesk.text).toContain('apt-get install -y valgrind');
    expect(onDesk.status).toBe(0);
    expect(runNode(['tools/check-instructions.mjs'], { PATH: nowhere, CI: 'true' }).status).toBe(1);
  });
});
