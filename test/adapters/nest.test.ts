import * as runner from 'vitest';
import { describe } from 'vitest';
import * as adapter from '../../src/adapters/nest.ts';
import { adapterContract } from '../../src/testing.ts';
import { mountNest } from './mounts/nest.ts';

describe.each(['express', 'fastify'] as const)('the adapter for NestJS on %s', (platform) => {
  adapterContract(runner, mountNest(adapter, platform));

  describe('imported twice', () => {
    adapterContract(runner, mountNest(adapter, platform, 2));
  });
});
