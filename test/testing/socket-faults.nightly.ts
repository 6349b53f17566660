import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as testing from '../../src/testing.ts';
import { mountSocketIo } from '../adapters/mounts/socket.io.ts';
import { mountWs } from '../adapters/mounts/ws.ts';
import type { Fault } from './plant.ts';
import { plant } from './plant.ts';
import { SOCKET_FAULTS } from './socket-faults.ts';

type Testing = typeof testing;

/** In milliseconds: a fault may leave a client without an answer. */
const PATIENCE = 2500;
/** How many rules are checked at once. */
const AT_ONCE = 24;

/** A planted fault may throw where nothing catches it. */
const ignore = (): void => {};
beforeAll(() => {
  process.on('unhandledRejection', ignore).on('uncaughtException', ignore);
});
afterAll(() => {
  process.off('unhandledRejection', ignore).off('uncaughtException', ignore);
});

/** Returns the names of the rules that are broken. */
async function brokenBy(
  { socketContractCases, SocketBench }: Testing,
  mount: testing.SocketMount,
): Promise<string[]> {
  const waiting = [...socketContractCases];
  const broken: string[] = [];
  const work = async (): Promise<void> => {
    for (let rule = waiting.shift(); rule !== undefined; rule = waiting.shift()) {
      const bench = new SocketBench(async (setUp) => ({
        ...(await mount(setUp)),
        patience: PATIENCE,
      }));
      const isKept = await Promise.race([
        rule.run(bench).then(
          () => true,
          () => false,
        ),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2 * PATIENCE)),
      ]);
      // A fault may let a bench wait forever.
      void bench.end().catch(ignore);
      if (!isKept) broken.push(rule.name);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return broken;
}

it('each fault breaks a rule, and each rule is broken by a fault', async () => {
  const unbroken = new Set<string>();
  const unseen: Fault[] = [];
  for (const [index, fault] of SOCKET_FAULTS.entries()) {
    const modules = await plant(['adapters/ws', 'testing'], fault);
    const planted = modules['testing'] as Testing;
    if (index === 0) for (const { name } of planted.socketContractCases) unbroken.add(name);
    const broken = await brokenBy(planted, mountWs(modules['adapters/ws'] as never));
    for (const name of broken) unbroken.delete(name);
    if (broken.length === 0) unseen.push(fault);
  }
  expect(unseen).toEqual([]);
  expect([...unbroken]).toEqual([]);
});

it('a handshake that counts as a GET is seen where it is one: over long polling', async () => {
  const fault: Fault = {
    file: 'adapters/kit/handshake-view.ts',
    from: "return new DerivedView(view, 'CONNECT', false);",
    to: 'return view;',
  };
  const modules = await plant(['adapters/socket.io', 'testing'], fault);
  const rule = 'refuses a cookie without an origin';
  const { socketContractCases, SocketBench } = modules['testing'] as Testing;
  const mount = mountSocketIo(modules['adapters/socket.io'] as never, 'polling');
  const bench = new SocketBench(mount);
  const run = socketContractCases.find(({ name }) => name === rule)?.run(bench);
  await expect(run).rejects.toThrow('status');
  await bench.end();
});
