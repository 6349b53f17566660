import { expect } from 'vitest';
import { isNightly, print, repetitions } from './repetitions.ts';
import type { Worker } from './workers.ts';

/** How long after its acknowledgement a revocation may be unknown to a process: 1 s, and 0.25 s. */
const BOUND = 1250;
/** How long a fault lasts at least, so that the bound passes in it. */
const SHORTEST = 1700;
/** How long the recovery is waited for. */
const PATIENCE = 10_000;

/** Something that goes wrong, and is mended. */
export interface Fault {
  readonly name: string;
  /** The process whose requests are checked. */
  readonly reader: Worker;
  /** The process that revokes meanwhile. */
  readonly writer: Worker;
  begin(): Promise<unknown> | void;
  /** It returns when the server could answer again. */
  end(): Promise<unknown> | void;
  /** Whether the store is asked again only after an operator has called `revokeAll`. */
  readonly isFinal?: boolean;
}

interface Checked {
  readonly checks: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly accepted: readonly number[];
  readonly slowest: number;
  readonly recovered: number | null;
}

interface Counts {
  readonly unhandled: readonly string[];
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Lets a fault happen while one process asks for sessions and another revokes some of them, and
 * expects that nothing is accepted that was revoked longer ago than the bound, that every answer
 * has its type, and that requests are accepted again afterwards.
 */
export async function expectSafe(what: string, fault: Fault): Promise<void> {
  const { reader, writer } = fault;
  // The fault before this one may have left its connection to be made again.
  const canWrite = () =>
    writer.call('tokens', ['alice']).then(
      () => true,
      () => false,
    );
  await expect.poll(canWrite, { timeout: PATIENCE }).toBe(true);
  const tokens = await writer.call<string[]>('tokens', Array(60).fill('alice'));
  const acknowledged = new Map<number, number>();
  const revoke = async (index: number): Promise<void> => {
    const at = await writer
      .call<number>('revokeToken', tokens[index])
      .catch(() => Number.POSITIVE_INFINITY);
    acknowledged.set(index, at);
  };
  await reader.call('check', tokens);
  await pause(50);
  for (let index = 0; index < 20; index++) await revoke(index);
  const before = await reader.call<number>('checked');
  const connections = await reader.call<number>('connections');
  const begin = performance.now();
  await fault.begin();
  const wanted = repetitions(100_000);
  let next = 20;
  let checks = 0;
  for (;;) {
    if (next < 40) await revoke(next++);
    await pause(20);
    checks = (await reader.call<number>('checked')) - before;
    if (checks >= wanted && performance.now() - begin > SHORTEST) break;
  }
  const during = performance.now() - begin;
  const made = (await reader.call<number>('connections')) - connections;
  await fault.end();
  await reader.call('markRecovery');
  const found = await recovered(reader, fault);
  const late = found.accepted.filter((at, index) => at > (acknowledged.get(index) ?? at) + BOUND);
  const { unhandled } = await reader.call<Counts>('counts');
  const { answers, slowest } = found;
  const recovery = fault.isFinal === true ? null : found.recovered;
  const perSecond = made / (during / 1000);
  const shown = { checks, late: late.length, answers, slowest, recovery, feeds: perSecond };
  print(`${what}, ${fault.name}, ms`, { ...shown, nightly: isNightly });
  expect(late).toEqual([]);
  expect(unhandled).toEqual([]);
  for (const answer of Object.keys(answers))
    expect(['alice', 'token_revoked', 'store_unavailable']).toContain(answer);
  if (fault.isFinal === true) return;
  expect(recovery).toBeGreaterThan(0);
  if (isNightly) expect(recovery).toBeLessThan(1000);
}

/** Waits until a request is accepted again. */
async function recovered(reader: Worker, { isFinal = false }: Fault): Promise<Checked> {
  const end = performance.now() + PATIENCE;
  while (!isFinal && performance.now() < end) {
    if (((await reader.call<number>('recovered')) ?? 0) > 0) break;
    await pause(20);
  }
  return reader.call<Checked>('stopChecks');
}
