import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';

describe('the main entry point', () => {
  it('imports no module of Node that a worker may lack, such as node:fs', async () => {
    const input = fileURLToPath(new URL('../src/index.ts', import.meta.url));
    const bundle = await rolldown({ input, external: [/^node:/, 'jose'] });
    const { output } = await bundle.generate();
    const imports = output.flatMap((file) =>
      file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : [],
    );
    const allowed = ['node:buffer', 'node:crypto', 'jose'];
    expect(imports.filter((name) => !allowed.includes(name))).toEqual([]);
    expect(imports).toContain('node:crypto');
    await bundle.close();
  });
});
