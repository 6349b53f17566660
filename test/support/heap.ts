import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MEGABYTE = 1_048_576;

/** Bun has no flag for it, and a function of its own. */
const { Bun: bun } = globalThis as { Bun?: { gc(isComplete: boolean): unknown } };

function findCollector(): () => unknown {
  if (bun !== undefined) return () => bun.gc(true);
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

const collectGarbage = findCollector();

/** Collects garbage and returns the megabytes that are in use. */
export function usedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / MEGABYTE;
}
