import type { Random } from './random.ts';

/** The columns that the random rules name: each may be NULL. */
export interface Owned {
  readonly ownerText: string | null;
  readonly ownerNumber: number | null;
  readonly archived: boolean | null;
  readonly level: number | null;
  readonly status: string | null;
}
export interface Site extends Owned {
  readonly id: string;
}
export interface Folder extends Owned {
  readonly id: number;
  readonly parentId: number | null;
  readonly siteId: string | null;
}
export interface Report extends Owned {
  readonly id: number;
  readonly folderId: number | null;
}
export interface World {
  readonly sites: readonly Site[];
  readonly folders: readonly Folder[];
  readonly reports: readonly Report[];
}

/** Ids that some database finds equal to another of them. */
export const TEXTS: readonly string[] = [
  '4',
  '4abc',
  ' 4',
  '4 ',
  '04',
  '4.0',
  '1e1',
  '10',
  '0x4',
  '0',
  '-0',
  'Bob',
  'bob',
  'BOB',
  'bob ',
  'é',
  'e',
  'É',
  'e\u0301',
  'a/b',
  'b',
  '',
  "o'x",
  'a"b',
  'a\\b',
  '%',
  '_',
  'true',
  'null',
  'straße',
  'strasse',
  '😀',
  '😁',
];
export const NUMBERS: readonly number[] = [4, 10, 0, -1, 1, 7, 2_147_483_647];
export const LEVELS: readonly number[] = [0, 1, 2];
export const STATES: readonly string[] = ['draft', 'Draft', 'done', ''];

const NULLS = 0.25;

function owned(random: Random): Owned {
  const orNull = <T>(from: readonly T[]): T | null =>
    random.chance(NULLS) ? null : random.one(from);
  return {
    ownerText: orNull(TEXTS),
    ownerNumber: orNull(NUMBERS),
    archived: orNull([true, false]),
    level: orNull(LEVELS),
    status: orNull(STATES),
  };
}

/** Random rows: folders in trees whose roots are in sites, and reports in folders. */
export function randomWorld(random: Random, reports: number): World {
  const sites = ['s1', 's2', 's3'].map((id) => ({ id, ...owned(random) }));
  const folders: Folder[] = [];
  for (let id = 1; id <= 16; id++) {
    const parentId = id === 1 || random.chance(0.2) ? null : random.one(folders).id;
    const siteId = random.chance(NULLS) ? null : random.one(['s1', 's2']);
    folders.push({ id, parentId, siteId, ...owned(random) });
  }
  return {
    sites,
    folders,
    reports: Array.from({ length: reports }, (_, at) => ({
      id: at + 1,
      folderId: random.chance(NULLS) ? null : random.one(folders).id,
      ...owned(random),
    })),
  };
}

/** Returns how many folders the longest way to a root has, both ends included. */
export function heightOf({ folders }: World): number {
  const heights = new Map<number | null, number>([[null, 0]]);
  for (const { id, parentId } of folders) heights.set(id, 1 + (heights.get(parentId) as number));
  return Math.max(...heights.values());
}
