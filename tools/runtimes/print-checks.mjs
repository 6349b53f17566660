/** Runs the checks and prints their results as one line of JSON. */
import { runChecks } from './checks.mjs';

console.log(JSON.stringify(await runChecks()));
