/**
 * `npm pack`, `npm publish` and an installation from git: builds what is published, also in a fresh
 * clone. npm runs `prepare` for a git dependency, and some other package managers `prepack`.
 */
import { buildLibrary, ROOT } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

try {
  ensureInstalled(ROOT);
  buildLibrary();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
