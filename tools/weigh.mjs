/**
 * What a module adds to an application that bundles it: its bytes and those of all it imports,
 * minified and brotli.
 */
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';

/** Bundles a whole module, or what is left of it when an application imports only some names. */
async function bundled(file, names, external) {
  const entry = 'virtual:application';
  const application = {
    name: 'application',
    resolveId: (id) => (id === entry ? id : null),
    load: (id) =>
      id === entry ? `export { ${names?.join(', ')} } from ${JSON.stringify(file)};` : null,
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
 * @returns {Promise<number>} bytes
 */
export async function weigh(file, external, takes) {
  const whole = await bundled(file, undefined, external);
  const chunks =
    takes === undefined ? whole : await bundled(file, whole[0].exports.filter(takes), external);
  return chunks.reduce((sum, { code }) => sum + brotliCompressSync(code).length, 0);
}
