import type { TestRunner } from '../contract/test-runner.ts';
import { checkCannot, declareRules } from '../contract/declare.ts';
import { socketContractCases } from './cases.ts';
import { SocketBench } from './socket-bench.ts';
import type { SocketMount } from './socket-mount.ts';

/**
 * Declares one test for each rule that an entry point for sockets has to keep.
 *
 * @param runner - the module of the test runner: vitest, `node:test`, `bun:test`
 * @param mount - serves an application; it is called for each rule, with another security
 * @param cannot - rules that a library makes impossible, by name, each with the reason; such a rule
 *   has to be broken, or its test says that the reason is out of date
 * @throws TypeError if `cannot` names no rule
 * @example
 * import * as runner from 'node:test';
 * socketContract(runner, async (setUp) => {
 *   const server = serveSockets(setUp).listen(0, '127.0.0.1');
 *   await once(server, 'listening');
 *   const { port } = server.address();
 *   const connect = (handshake) => webSocketClient(WebSocket, `ws://127.0.0.1:${port}`, handshake);
 *   return { port, connect, close: () => server.close() };
 * });
 */
export function socketContract(
  runner: Pick<TestRunner, 'test'>,
  mount: SocketMount,
  cannot: Readonly<Record<string, string>> = {},
): void {
  checkCannot(cannot, socketContractCases, 'socketContractCases');
  declareRules(runner, socketContractCases, cannot, async (rule) => {
    const bench = new SocketBench(mount);
    try {
      await rule.run(bench);
    } finally {
      await bench.end();
    }
  });
}
