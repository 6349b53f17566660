/** What is told of one comparison: a request without authentication, what each server adds to it, and what part of a request ours is. */
import { rowsOf } from '../lib/rounds.mjs';

/**
 * There are two servers without authentication. What the others add is taken to the mean of both in the same round, and what the second
 * "adds" to the first is the noise of all the figures.
 *
 * @param {string} what
 * @param {Map<import('./contender.mjs').Contender, number[]>} figures CPU microseconds of a request in each round
 */
export function rowsFor(what, figures) {
  const [[{ who }, first], [again, second]] = [...figures].filter(([{ role }]) => role === 'base');
  const bare = first.map((figure, round) => (figure + second[round]) / 2);
  const others = [...figures].filter(([{ role }]) => role !== 'base');
  const added = new Map(others.map(([one, own]) => [one, own.map((figure, round) => figure - bare[round])]));
  const noise = second.map((figure, round) => figure - first[round]);
  return [
    ...rowsOf(what, 'CPU µs', alone(who, bare)),
    ...rowsOf(what, 'added CPU µs', added),
    ...rowsOf(what, 'added CPU µs', alone(again.who, noise)),
    ...[...added].filter(([{ role }]) => role === 'ours').flatMap(([ours, own]) => shareRow(what, ours, own, bare)),
  ];
}

function shareRow(what, { who }, added, bare) {
  const share = added.map((figure, round) => (100 * figure) / bare[round]);
  return rowsOf(what, '% of a request', alone(`${who}, share`, share));
}

const alone = (who, figures) => new Map([[{ who, role: 'also' }, figures]]);
