/** A worker that answers every request with the results of the checks. */
import { resultsOf } from './assert.mjs';
import { runChecks } from './checks.mjs';
import { answerStep, workerChecks } from './worker-checks.mjs';

export default {
  async fetch(request, { self, port }) {
    const step = answerStep(request);
    if (step !== null) return step;
    return Response.json({
      ...(await runChecks()),
      ...(await resultsOf(workerChecks(self, port))),
    });
  },
};
