import express5 from 'express';
import express4 from 'express4';
import * as runner from 'vitest';
import { describe } from 'vitest';
import * as adapter from '../../src/adapters/express.ts';
import { adapterContract } from '../../src/testing.ts';
import { mountExpress } from './mounts/express.ts';

describe.each([
  ['5', express5],
  ['4', express4 as unknown as typeof express5],
])('the adapter for Express %s', (_version, create) => {
  adapterContract(runner, mountExpress(adapter, create));

  describe('mounted twice', () => {
    adapterContract(runner, mountExpress(adapter, create, 2));
  });
});
