import { describe, expect, it } from 'vitest';
import { decide } from '../../src/acl.ts';
import { filter } from '../../src/query.ts';
import { randomPolicy } from './policies.ts';
import { Random } from './random.ts';
import { randomWorld } from './rows.ts';
import type { Folder, Report, World } from './rows.ts';

/** How many policies are made for each world, and how many worlds. */
const POLICIES = 40;
const WORLDS = 20;

describe('a list', () => {
  it('has exactly the rows that decide allows, with NULL, parents and trees', () => {
    const sizes = { all: 0, none: 0, condition: 0, allowed: 0, pairs: 0 };
    for (let seed = 1; seed <= WORLDS; seed++) {
      const random = new Random(seed);
      const world = randomWorld(random, 24);
      for (let turn = 0; turn < POLICIES; turn++) {
        const policy = randomPolicy(random, world);
        const wanted = world.reports.filter((report) => policy.allows(report));
        const found = filter(policy.list, world.reports, tablesOf(world));
        if (found.length !== wanted.length || found.some((one, at) => one !== wanted[at]))
          expect({ seed, turn, list: policy.list, found }).toEqual({ found: wanted });
        sizes[typeof policy.list === 'string' ? policy.list : 'condition']++;
        sizes.allowed += wanted.length;
        sizes.pairs += world.reports.length;
      }
    }
    // Neither answer is rare.
    expect(sizes.condition).toBeGreaterThan(WORLDS * POLICIES * 0.4);
    expect(sizes.allowed / sizes.pairs).toBeGreaterThan(0.15);
    expect(sizes.allowed / sizes.pairs).toBeLessThan(0.85);
  });

  it('has the rows whose resource permits it', () => {
    const random = new Random(7);
    const world = { ...randomWorld(random, 40), folders: [] as Folder[] };
    const reports = world.reports.map((report) => ({ ...report, folderId: null }));
    for (let turn = 0; turn < 100; turn++) {
      const { template, list, principals, permission } = randomPolicy(random, world);
      const permitted = (report: Report) =>
        decide(template.resource(report), principals, permission).allowed;
      expect(filter(list, reports, tablesOf(world))).toEqual(reports.filter(permitted));
    }
  });
});

function tablesOf({ sites, folders }: World) {
  return { sites, folders };
}
