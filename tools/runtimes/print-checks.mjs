/** Runs the checks and prints their results as one line of JSON. */
import { runChecks } from './checks.mjs';

// The waits of a store keep no process alive.
const alive = setInterval(() => {}, 60_000);
console.log(JSON.stringify(await runChecks()));
clearInterval(alive);
