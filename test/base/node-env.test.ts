import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodeEnv } from '../../src/base/node-env.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** Runs nodeEnv with another global `process`, for as short a time as possible. */
function nodeEnvWith(process: unknown): string | undefined {
  vi.stubGlobal('process', process);
  const found = nodeEnv();
  vi.unstubAllGlobals();
  return found;
}

describe('nodeEnv', () => {
  it.each(['production', 'development', 'test', ''])('returns NODE_ENV: %j', (value) => {
    vi.stubEnv('NODE_ENV', value);
    expect(nodeEnv()).toBe(value);
  });

  it('returns undefined if NODE_ENV is not set', () => {
    vi.stubEnv('NODE_ENV', undefined);
    expect(nodeEnv()).toBeUndefined();
  });

  it('returns undefined in a runtime without process', () => {
    expect(nodeEnvWith(undefined)).toBeUndefined();
  });

  it('returns undefined if the environment may not be read, as in Deno without --allow-env', () => {
    const denied = {
      get env(): never {
        throw new Error('NotCapable: Requires env access to "NODE_ENV"');
      },
    };
    expect(nodeEnvWith(denied)).toBeUndefined();
  });

  it('is not replaced by the mode of a bundler', async () => {
    const input = fileURLToPath(new URL('../../src/base/node-env.ts', import.meta.url));
    const bundle = await rolldown({ input, platform: 'browser', logLevel: 'silent' });
    const { output } = await bundle.generate({ format: 'esm' });
    await bundle.close();
    const [{ code }] = output;
    expect(code).toContain('process.env');
    expect(code).not.toContain('development');
  });
});
