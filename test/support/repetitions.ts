/** Whether everything is repeated as often as the nightly run does. */
export const isNightly: boolean = process.env.PYRAMIDION_TESTS === 'nightly';

/** Returns how often something is repeated: a part of it unless the nightly run asks for all. */
export function repetitions(all: number, part: number = Math.ceil(all / 10)): number {
  return isNightly ? all : part;
}

/**
 * What a busy machine needs so that its own slowness is no fault of a store. The nightly run uses
 * the times of the guide.
 */
export const PATIENT: {
  readonly client: { readonly patience?: number };
  readonly revocation: { readonly deadline?: number };
} = isNightly
  ? { client: {}, revocation: {} }
  : { client: { patience: 5000 }, revocation: { deadline: 2000 } };

/** Prints what was measured: tests assert rules, and readers want the numbers. */
export function print(what: string, numbers: Readonly<Record<string, unknown>>): void {
  const text = Object.entries(numbers).map(([name, value]) => `${name} ${shown(value)}`);
  process.stdout.write(`measured: ${what}: ${text.join(', ')}\n`);
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(Math.round(value * 10) / 10);
  return JSON.stringify(value);
}

/** Returns a percentile of numbers: 50 for the median, 100 for the greatest. */
export function percentile(numbers: readonly number[], percent: number): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const index = Math.ceil((percent / 100) * sorted.length) - 1;
  return sorted[Math.max(0, index)] ?? Number.NaN;
}
