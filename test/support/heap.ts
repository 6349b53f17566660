import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const MEGABYTE = 1_048_576;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Collects garbage and returns the megabytes that are in use. */
export function usedHeap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / MEGABYTE;
}
