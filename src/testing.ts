/**
 * Tools for tests of applications and adapters. It needs no test runner and nothing beyond Node.
 */
export { aclMatchers, assertNever } from './testing/acl-matchers.ts';
export type { AclMatchers, MatcherAnswer, NeverOptions } from './testing/acl-matchers.ts';
export { authAs } from './testing/auth-as.ts';
export type { AuthAsOptions } from './testing/auth-as.ts';
export { testClock } from './testing/clock.ts';
export type { TestClock } from './testing/clock.ts';
export { adapterContract } from './testing/contract/adapter-contract.ts';
export type { Mount, Mounted, MountOptions } from './testing/contract/adapter-contract.ts';
export { answerResponse, writeAnswer } from './testing/contract/answer.ts';
export { contractApplication } from './testing/contract/application.ts';
export type { ContractApplication } from './testing/contract/application.ts';
export { Bench } from './testing/contract/bench.ts';
export type { ContractCase } from './testing/contract/bench.ts';
export { contractCases } from './testing/contract/cases.ts';
export { httpClient } from './testing/contract/client.ts';
export type { Asked, Reply, Send } from './testing/contract/client.ts';
export { guardOf, refusing } from './testing/contract/route.ts';
export type {
  GuardMakers,
  HeaderPair,
  Route,
  RouteAnswer,
  RouteGuard,
} from './testing/contract/route.ts';
export type { TestRunner } from './testing/contract/test-runner.ts';
export type { TestIssuerOptions } from './testing/issuer/issuer-options.ts';
export type { IssuerFailure, IssuerFetches } from './testing/issuer/publication.ts';
export { testIssuer } from './testing/issuer/test-issuer.ts';
export type { TestIssuer, TestTokenOptions } from './testing/issuer/test-issuer.ts';
export { requestView } from './testing/request-view.ts';
export type { RequestViewOptions } from './testing/request-view.ts';
export { socketContractCases } from './testing/socket-contract/cases.ts';
export { SocketBench } from './testing/socket-contract/socket-bench.ts';
export type { SocketCase } from './testing/socket-contract/socket-bench.ts';
export { socketContract } from './testing/socket-contract/socket-contract.ts';
export type {
  MountedSockets,
  SocketClient,
  SocketEnd,
  SocketHandshake,
  SocketMount,
  SocketRefusal,
  SocketSetUp,
} from './testing/socket-contract/socket-mount.ts';
export { webSocketClient } from './testing/socket-contract/web-socket-client.ts';
export type { WebSocketClass } from './testing/socket-contract/web-socket-client.ts';
export { expiredToken, tamperedToken, testSecret, tokenOfOtherKey } from './testing/tokens.ts';
export { storeContract } from './testing/store-contract/store-contract.ts';
export type { StoreWorld } from './testing/store-contract/store-bench.ts';
