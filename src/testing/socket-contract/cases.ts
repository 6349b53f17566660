import { accessCases } from './cases/access.ts';
import { changeCases } from './cases/changes.ts';
import { endCases } from './cases/ends.ts';
import { failureCases } from './cases/failures.ts';
import { handlerCases } from './cases/handlers.ts';
import { messageCases } from './cases/messages.ts';
import { originCases } from './cases/origins.ts';
import { swapCases } from './cases/swaps.ts';
import { refusedTokenCases } from './cases/refused-tokens.ts';
import { tokenCases } from './cases/tokens.ts';
import type { SocketCase } from './socket-bench.ts';

const tables = [
  tokenCases,
  refusedTokenCases,
  originCases,
  accessCases,
  messageCases,
  endCases,
  swapCases,
  changeCases,
  failureCases,
  handlerCases,
];

/** Every rule of the contract for sockets. */
export const socketContractCases: readonly SocketCase[] = Object.freeze(
  tables.flatMap((table) =>
    Object.entries(table).map(([name, run]) => Object.freeze({ name, run })),
  ),
);
