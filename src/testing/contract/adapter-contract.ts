import type { Security } from '../../security/security.ts';
import { contractApplication } from './application.ts';
import { Bench } from './bench.ts';
import { contractCases } from './cases.ts';
import type { Send } from './client.ts';
import { httpClient } from './client.ts';
import { checkCannot, declareRules } from './declare.ts';
import type { Route } from './route.ts';
import type { TestRunner } from './test-runner.ts';

/** An application that was mounted and is served. */
export interface Mounted {
  /** The port on 127.0.0.1 at which it is served. */
  readonly port: number;
  /**
   * Sends a request in place of the client for HTTP/1.1, for a server of another protocol.
   */
  readonly send?: Send;
  /**
   * How long a request of a case may take, in milliseconds, before it counts as not answered.
   * Default: 15,000. A shorter one serves an adapter with rules in `cannot` that end so.
   */
  readonly patience?: number;
  /** Ends the server. */
  close(): unknown;
}

/** What an application of the contract does beside its routes. */
export interface MountOptions {
  /**
   * If it is there, `authenticate` gets an `onRefused` that answers this text for the code of the
   * error.
   */
  readonly onRefused: ((code: string) => string) | undefined;
}

/**
 * Mounts an adapter: `authenticate(security)` before everything, and for each route its guard and a
 * handler. An application in another process makes its own by `contractApplication()`, and only
 * says its port here.
 */
export type Mount = (
  security: Security,
  routes: readonly Route[],
  options: MountOptions,
) => Promise<Mounted>;

/**
 * Declares one test for each rule that an adapter has to keep.
 *
 * @param runner - the module of the test runner
 * @param mount - mounts and serves an application; called twice, with and without `onRefused`
 * @param cannot - rules that a framework makes impossible, by name, each with the reason; such a
 *   rule
 *   has to be broken, or its test says that the reason is out of date
 * @throws TypeError if the runner has no hooks, or `cannot` names no rule
 * @example
 * import * as runner from 'node:test';
 * adapterContract(runner, async (security, routes, { onRefused }) => {
 *   const server = createApplication(security, routes, onRefused).listen(0);
 *   await once(server, 'listening');
 *   return { port: server.address().port, close: () => server.close() };
 * });
 */
export function adapterContract(
  runner: TestRunner,
  mount: Mount,
  cannot: Readonly<Record<string, string>> = {},
): void {
  const before = runner.beforeAll ?? runner.before;
  const after = runner.afterAll ?? runner.after;
  if (before === undefined || after === undefined)
    throw new TypeError('The test runner has neither beforeAll and afterAll nor before and after.');
  checkCannot(cannot, contractCases, 'contractCases');

  const mounted: Mounted[] = [];
  const start = async (onRefused: MountOptions['onRefused']): Promise<Bench> => {
    const { security, routes } = contractApplication();
    const server = await mount(security, routes, { onRefused });
    mounted.push(server);
    return new Bench(server.send ?? httpClient(server.port, server.patience));
  };
  let plain: Bench;
  let refusing: Bench;
  before(async () => {
    plain = await start(undefined);
    refusing = await start((code) => `application: ${code}`);
  });
  after(async () => {
    for (const server of mounted) await server.close();
  });
  declareRules(runner, contractCases, cannot, async (rule) => {
    const bench = rule.onRefused ? refusing : plain;
    await rule.run(bench).finally(() => bench.reset());
  });
}
