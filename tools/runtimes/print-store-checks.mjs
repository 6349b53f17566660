/**
 * Checks the stores that are named, and prints the results of each as one line of JSON.
 * Usage: print-store-checks.mjs SERVERS NAME …, with SERVERS as JSON
 */
import { resultsOf } from './assert.mjs';
import { openStore } from './open-store.mjs';
import { sessionChecks } from './session-checks.mjs';

const [servers, ...names] = process.argv.slice(2);
const results = {};
// The waits of a store keep no process alive.
const alive = setInterval(() => {}, 60_000);
for (const name of names) {
  try {
    const { world, end } = await openStore(name, JSON.parse(servers));
    results[name] = await resultsOf(sessionChecks(world));
    await end();
  } catch (error) {
    results[name] = { open: `${error.name}: ${error.message}` };
  }
}
clearInterval(alive);
console.log(JSON.stringify(results));
process.exit();
