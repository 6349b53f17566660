/** The doors of the library as they are published, and the packages that are weighed beside them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

/** @returns {{ who: string, role: 'ours' | 'also', url: string }[]} the front door is ours, the others are shown beside it */
export function doors() {
  const { name, exports } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));
  return Object.entries(exports)
    .filter(([door]) => door !== './package.json')
    .map(([door, { default: file }]) => ({
      who: door === '.' ? name : `${name}${door.slice(1)}`,
      role: door === '.' ? 'ours' : 'also',
      url: new URL(file, ROOT).href,
    }));
}

/** Those that only know tokens, and those that put them into a framework. */
export const LIBRARIES = ['jose', 'fast-jwt', 'jsonwebtoken', 'hono/jwt'];
export const ADAPTERS = ['express-jwt', '@fastify/jwt'];

/** The file that an import of the package gets. */
export const fileOf = (specifier) => fileURLToPath(import.meta.resolve(specifier));
