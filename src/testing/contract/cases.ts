import type { CaseTable, ContractCase } from './bench.ts';
import { errorCases, onRefusedCases, streamCases } from './cases/handlers.ts';
import { identityCases } from './cases/identity.ts';
import { publishedCases } from './cases/published.ts';
import { refusalCases } from './cases/refusals.ts';
import { ticketCases } from './cases/tickets.ts';
import { headerCases, loginCases, renewalCases } from './cases/sessions.ts';

/** Without an `onRefused` of the application a guard's own is still used. */
const guardsOwn: CaseTable = {
  'answers a refusal by the onRefused of the guard though authenticate has none': onRefusedCases[
    'answers a refusal by the onRefused of the guard, if it has one'
  ] as never,
};

/** Every rule of the contract. */
export const contractCases: readonly ContractCase[] = Object.freeze([
  ...casesOf(identityCases),
  ...casesOf(refusalCases),
  ...casesOf(ticketCases),
  ...casesOf(publishedCases),
  ...casesOf(loginCases),
  ...casesOf(renewalCases),
  ...casesOf(headerCases),
  ...casesOf(errorCases),
  ...casesOf(streamCases),
  ...casesOf(guardsOwn),
  ...casesOf(onRefusedCases, true),
]);

function casesOf(table: CaseTable, onRefused = false): ContractCase[] {
  return Object.entries(table).map(([name, run]) => Object.freeze({ name, onRefused, run }));
}
