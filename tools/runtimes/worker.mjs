/** A worker that answers every request with the results of the checks. */
import { runChecks } from './checks.mjs';

export default {
  async fetch() {
    return Response.json(await runChecks());
  },
};
