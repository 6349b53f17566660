import express5 from 'express';
import express4 from 'express4';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as expressAdapter from '../../src/adapters/express.ts';
import * as fetchAdapter from '../../src/adapters/fetch.ts';
import * as nodeAdapter from '../../src/adapters/node.ts';
import * as testing from '../../src/testing.ts';
import type { ContractCase, Mount, Mounted } from '../../src/testing.ts';
import { Bench, contractCases, httpClient } from '../../src/testing.ts';
import { mountExpress } from '../adapters/mounts/express.ts';
import { mountFetch } from '../adapters/mounts/fetch.ts';
import { mountNode } from '../adapters/mounts/node.ts';
import type { Adapter } from './adapter-faults.ts';
import { ADAPTER_FAULTS, ALL, REMARK } from './adapter-faults.ts';
import type { Fault } from './plant.ts';
import { plant } from './plant.ts';

const MOUNTS = {
  node: (module, times) => mountNode(module as never, times),
  fetch: (module, times) => mountFetch(module as never, times),
  express: (module, times) => mountExpress(module as never, express5, times),
  express4: (module, times) => mountExpress(module as never, express4 as never, times),
} satisfies Record<Adapter, (module: unknown, times: number) => Mount>;
const WITHOUT_FAULT: Record<Adapter, unknown> = {
  node: nodeAdapter,
  fetch: fetchAdapter,
  express: expressAdapter,
  express4: expressAdapter,
};

describe.each(ADAPTER_FAULTS)(
  '"$to" in place of "$from"',
  ({ adapters, times, rule, ...fault }) => {
    let mounted: Mounting;
    beforeAll(async () => {
      mounted = await withFault(adapters, fault);
    });

    it.each(adapters)(`breaks in the adapter for %s the rule "${rule}"`, async (adapter) => {
      await expect(run(rule, mounted, adapter, times)).rejects.toThrow();
    });
  },
);

describe('another comment', () => {
  let mounted: Mounting;
  beforeAll(async () => {
    mounted = await withFault(ALL, REMARK);
  });

  it.each(ALL)('breaks none of these rules in the adapter for %s', async (adapter) => {
    for (const { rule } of ADAPTER_FAULTS.filter(({ adapters }) => adapters.includes(adapter)))
      await run(rule, mounted, adapter);
  });
});

/** In milliseconds: some planted faults leave a request without an answer. */
const PATIENCE = 1500;

const servers: Mounted[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Adapters, and the application that they mount; a fault is in one of both. */
interface Mounting {
  readonly contractApplication: typeof testing.contractApplication;
  readonly moduleOf: (adapter: Adapter) => unknown;
}

const entryOf = (adapter: Adapter): string => `adapters/${adapter.replace('4', '')}`;

async function withFault(adapters: readonly Adapter[], fault: Fault): Promise<Mounting> {
  if (fault.file.startsWith('security/')) {
    const { testing: planted } = await plant(['testing'], fault);
    const { contractApplication } = planted as typeof testing;
    return { contractApplication, moduleOf: (adapter) => WITHOUT_FAULT[adapter] };
  }
  const modules = await plant([...new Set(adapters.map(entryOf))], fault);
  return {
    contractApplication: testing.contractApplication,
    moduleOf: (adapter) => modules[entryOf(adapter)],
  };
}

/** Lets an adapter keep one rule. It rejects if the rule is broken. */
async function run(
  name: string,
  { contractApplication, moduleOf }: Mounting,
  adapter: Adapter,
  times = 1,
): Promise<void> {
  const mount: Mount = MOUNTS[adapter](moduleOf(adapter), times);
  const rule = contractCases.find((one) => one.name === name) as ContractCase;
  const { security, routes } = contractApplication();
  const onRefused = rule.onRefused ? (code: string) => `application: ${code}` : undefined;
  const server = await mount(security, routes, { onRefused });
  servers.push(server);
  await rule.run(new Bench(httpClient(server.port, PATIENCE)));
}

it('names rules that exist', () => {
  const names = contractCases.map(({ name }) => name);
  for (const { rule } of ADAPTER_FAULTS) expect(names).toContain(rule);
});
