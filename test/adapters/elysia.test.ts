import * as runner from 'vitest';
import { describe } from 'vitest';
import { adapterContract } from '../../src/testing.ts';
import { mountElysia, mountElysiaOnBun } from './mounts/elysia.ts';

describe.each(['node', 'dynamic'] as const)('the adapter for Elysia, %s', (style) => {
  adapterContract(runner, mountElysia(style));

  describe('mounted twice', () => {
    adapterContract(runner, mountElysia(style, 2));
  });
});

if ('Bun' in globalThis)
  describe('the adapter for Elysia, on the server of Bun', () => {
    adapterContract(runner, mountElysiaOnBun());

    describe('mounted twice', () => {
      adapterContract(runner, mountElysiaOnBun(2));
    });
  });
