/** What a module costs an application that bundles it: its bytes, and those of all it imports, after minifying and brotli. */
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/**
 * @param {string} input the path of the module
 * @param {readonly RegExp[]} external what the application has anyway
 * @returns {Promise<number>} bytes
 */
export async function weigh(input, external) {
  const bundle = await rolldown({ input, platform: 'node', external: [...external], logLevel: 'silent' });
  const { output } = await bundle.generate({ minify: true, format: 'esm' });
  await bundle.close();
  return output.reduce((sum, part) => sum + (part.type === 'chunk' ? brotliCompressSync(part.code).length : 0), 0);
}
