/** What `compare` takes, in CPU time. Usage: node bench/acl/analyse.mjs, after a build */
import { compare } from '../../dist/analyse.js';

const ROUNDS = 7;
const below = (limit) => Math.floor(Math.random() * limit);
const list = (length, roles) =>
  Array.from({ length }, () => [below(3) === 0 ? 'Deny' : 'Allow', `role:${below(roles)}`, 'read']);

/** The median of the rounds, in microseconds for each pair. */
function measure(pairs) {
  const times = Array.from({ length: ROUNDS }, () => {
    const { user } = process.cpuUsage();
    let changes = 0;
    for (const [before, after] of pairs)
      changes += compare(before, after, { permissions: ['read'] }).length;
    return { micros: (process.cpuUsage().user - user) / pairs.length, changes };
  });
  return times.sort((one, other) => one.micros - other.micros)[ROUNDS >> 1];
}

for (const [length, roles, count] of [
  [10, 8, 3_000],
  [100, 50, 200],
  [1_000, 500, 3],
]) {
  const pairs = Array.from({ length: count }, () => [list(length, roles), list(length, roles)]);
  const { micros, changes } = measure(pairs);
  console.log(
    `${length} × ${length} ACEs: ${micros.toFixed(1)} µs a pair, ${Math.round(changes / count)} changes`,
  );
}
