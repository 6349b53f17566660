/** How a decision grows: with the ACEs of one resource, the principals that ask, and the parents above. Always the last line decides. */
import { Allow, checkAcl, Everyone, permits, user } from '../../dist/acl.js';
import { grow } from '../growth/line.mjs';
import { compare, each } from '../lib/rounds.mjs';
import { caslAbility } from './peers.mjs';
import { plainWalk } from './walk.mjs';
import { fresh } from './world.mjs';

/** So many lines, each for one user of its own; the permissions in turn. */
const linesFor = (count) => Array.from({ length: count }, (_, id) => [Allow, user(id), id % 2 === 0 ? 'view' : 'edit']);

/** Persons of six principals, one of which is the user of the last line, or of any line. */
function readers(count, anywhere) {
  const inputs = (id) => ({
    permission: id % 2 === 0 ? 'view' : 'edit',
    principals: [Everyone, ...['system.Authenticated', user(id), 'role:reader', 'group:sales', 'group:press'].map(fresh)],
  });
  return () => (wanted) => {
    // Somebody else each time, so that no principal has its hash and no line is in the cache of the processor yet.
    const persons = anywhere ? wanted : Math.min(wanted, 96);
    const pool = Array.from({ length: persons }, () => inputs(anywhere ? Math.floor(Math.random() * count) : count - 1));
    return Array.from({ length: wanted }, (_, index) => pool[index % pool.length]);
  };
}

const asked = (resource) => each(({ principals, permission }) => permits(resource, principals, permission));
const walked = (resource) => each(({ principals, permission }) => plainWalk(resource, principals, permission));

export function manyLines(how) {
  const acl = linesFor(20_000);
  const comparison = {
    what: '20,000 ACEs on one resource',
    inputs: readers(acl.length, true),
    most: 5_000,
    subjects: [
      { who: 'pyramidion, checkAcl', role: 'ours', run: asked({ acl: checkAcl(acl) }) },
      { who: 'pyramidion', role: 'ours', run: asked({ acl }) },
      { who: 'plain walk', role: 'limit', run: walked({ acl }) },
      {
        who: 'CASL, ability built for each request',
        role: 'peer',
        run: each(({ principals, permission }) => caslAbility(principals, acl).can(permission, 'Document')),
      },
    ],
  };
  return compare(comparison, how);
}

export async function growth({ rounds, batchMs, warmUpMs }) {
  // A point of a line needs less than a figure, and there are many.
  const how = { rounds, batchMs: batchMs / 4, warmUpMs: warmUpMs / 2 };
  const lines = [
    { axis: 'ACEs on one resource', unit: 'ACEs', points: pointsOf([10, 100, 1_000, 20_000], withLines) },
    { axis: 'principals', unit: 'principals', points: pointsOf([1, 10, 100, 1_000], withPrincipals) },
    { axis: 'resources from leaf to root', unit: 'resources', points: pointsOf([1, 10, 100], withParents) },
  ];
  const rows = [];
  for (const line of lines) rows.push(...(await grow({ ...line, most: 20_000 }, how)));
  return rows;
}

const pointsOf = (counts, make) => counts.map((x) => ({ x, subjects: make(x) }));

function withLines(count) {
  const acl = linesFor(count);
  const prepare = (numbers) => readers(count, false)()(numbers.length);
  return [
    { who: 'pyramidion', role: 'ours', prepare, run: asked({ acl }) },
    { who: 'pyramidion, checkAcl', role: 'ours', prepare, run: asked({ acl: checkAcl(acl) }) },
    { who: 'plain walk', role: 'limit', prepare, run: walked({ acl }) },
  ];
}

function withPrincipals(count) {
  const acl = linesFor(15);
  acl.push([Allow, user(count + 99), 'view']);
  const names = Array.from({ length: count }, (_, id) => user(id + 100));
  const asking = (kind) => (numbers) => {
    const pool = Array.from({ length: 4 }, () => ({ permission: 'view', principals: kind(names.map(fresh)) }));
    return numbers.map((number) => pool[number % pool.length]);
  };
  const list = asking((principals) => principals);
  return [
    { who: 'pyramidion', role: 'ours', prepare: list, run: asked({ acl }) },
    { who: 'pyramidion, Set of principals', role: 'ours', prepare: asking((principals) => new Set(principals)), run: asked({ acl }) },
    { who: 'pyramidion, checkAcl', role: 'ours', prepare: list, run: asked({ acl: checkAcl(acl) }) },
  ];
}

function withParents(count) {
  const lineage = (root, list) => {
    let at = { acl: root, parent: undefined };
    for (let height = 1; height < count; height++) at = { acl: list, parent: at };
    return at;
  };
  const [root, list] = [linesFor(1_001).slice(996), linesFor(5)];
  const prepare = (numbers) => readers(1_001, false)()(numbers.length);
  return [
    { who: 'pyramidion', role: 'ours', prepare, run: asked(lineage(root, list)) },
    { who: 'pyramidion, checkAcl', role: 'ours', prepare, run: asked(lineage(checkAcl(root), checkAcl(list))) },
  ];
}
