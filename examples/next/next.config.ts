import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The library is linked from this repository; yours needs no such line.
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
};
export default config;
