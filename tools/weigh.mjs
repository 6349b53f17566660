/**
 * What a module adds to an application that bundles it: its bytes and those of all it imports,
 * minified and brotli.
 */
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/**
 * Bundles a whole module, or what is left of it when an application imports only some names, beside
 * another module that it imports too.
 */
async function bundled(file, names, external, beside) {
  const entry = 'virtual:application';
  const imported = [`export { ${names?.join(', ')} } from ${JSON.stringify(file)};`];
  const other = beside === undefined ? [] : [`export * as other from ${JSON.stringify(beside)};`];
  const application = {
    name: 'application',
    resolveId: (id) => (id === entry ? id : null),
    load: (id) => (id === entry ? [...imported, ...other].join('\n') : null),
  };
  const bundle = await rolldown({
    input: names === undefined ? file : entry,
    platform: 'node',
    external: [...external],
    logLevel: 'silent',
    plugins: [application],
  });
  const { output } = await bundle.generate({ minify: true, comments: false, format: 'esm' });
  await bundle.close();
  return output.filter((part) => part.type === 'chunk');
}

/**
 * @param {string} file the path of the module
 * @param {readonly RegExp[]} external packages that the application has anyway
 * @param {(name: string) => boolean} [takes] which exports are imported; all by default
 * @param {string} [beside] a module that the application imports whole: it does not count
 * @returns {Promise<number>} bytes
 */
export async function weigh(file, external, takes, beside) {
  const whole = await bundled(file, undefined, external);
  if (takes === undefined && beside === undefined) return bytesOf(whole);
  const names = whole[0].exports.filter(takes ?? (() => true));
  const chunks = await bundled(file, names, external, beside);
  return bytesOf(chunks) - (beside === undefined ? 0 : await weigh(beside, external));
}

function bytesOf(chunks) {
  return chunks.reduce((sum, { code }) => sum + brotliCompressSync(code).length, 0);
}
