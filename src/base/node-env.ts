/**
 * Returns `NODE_ENV`, or undefined where it is not set or may not be read (Deno without
 * `--allow-env`, a runtime without `process`).
 *
 * The key is a string in brackets because bundlers replace `process.env.NODE_ENV` by their own mode,
 * which would turn production checks off in a worker.
 */
export function nodeEnv(): string | undefined {
  try {
    return process.env['NODE_ENV'];
  } catch {
    return undefined;
  }
}
