/**
 * Ends a gate: prints what it read and each fault, and sets the exit status (0 without faults, else
 * 1). A gate that read nothing has proved nothing, so that is a fault too.
 *
 * @param {string} gate the name of the script
 * @param {Record<string, number>} looked how many of each kind of thing were read
 * @param {readonly string[]} faults one sentence each: what is wrong and how to mend it
 */
export function verdict(gate, looked, faults) {
  const nothing = Object.entries(looked).filter(([, count]) => count === 0);
  const all = [
    ...faults,
    ...nothing.map(([kind]) => `it read no ${kind}: is this the right folder?`),
  ];
  for (const fault of all) console.error(`${gate}: ${fault}`);
  const counts = Object.entries(looked).map(([kind, count]) => `${count} ${kind}`);
  console.log(`${gate}: ${counts.join(', ')}, ${all.length} faults`);
  process.exitCode = all.length === 0 ? 0 : 1;
}
