import * as runner from 'vitest';
import { describe } from 'vitest';
import { adapterContract } from '../../src/testing.ts';
import { mountElysia } from './mounts/elysia.ts';

describe.each(['node', 'dynamic'] as const)('the adapter for Elysia, %s', (style) => {
  adapterContract(runner, mountElysia(style));

  describe('mounted twice', () => {
    adapterContract(runner, mountElysia(style, 2));
  });
});
