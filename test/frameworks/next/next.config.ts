import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // Four folders down: see tools/check-examples.mjs.
  turbopack: { root: fileURLToPath(new URL('../../../..', import.meta.url)) },
  /** The contract has its addresses at the root, and the header says which application is meant. */
  rewrites: () =>
    Promise.resolve({
      beforeFiles: [
        {
          source: '/:path*',
          has: [{ type: 'header', key: 'x-contract', value: '(?<mount>.+)' }],
          destination: '/contract/:mount/:path*',
        },
      ],
    }),
};
export default config;
