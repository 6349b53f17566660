/**
 * Returns `NODE_ENV`, or undefined where it is not set or may not be read (Deno without
 * `--allow-env`, a runtime without `process`).
 *
 * `env` is taken out of `process` first, because bundlers replace `process.env.NODE_ENV` by their
 * own mode, and some `process.env['NODE_ENV']` as well: that would turn production checks off in a
 * worker.
 */
export function nodeEnv(): string | undefined {
  try {
    const { env } = process;
    return env['NODE_ENV'];
  } catch {
    return undefined;
  }
}
