// A style that a script imports by its name `css` is text in that script: what is fetched later brings its style along.
import { join } from 'node:path';
import { bundle } from './bundle.mjs';

export const styleTexts = {
  name: 'style-texts',
  setup({ onResolve, onLoad }) {
    // An `@import` inside a style is of another kind, and esbuild's own.
    onResolve({ filter: /\.css$/ }, ({ path, kind, resolveDir }) =>
      kind === 'import-statement' ? { path: join(resolveDir, path), namespace: 'style-text' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'style-text' }, async ({ path }) => {
      const { outputFiles } = await bundle({ entryPoints: [path], outdir: '/', minify: true, charset: 'utf8', write: false });
      return { contents: `export const css = ${JSON.stringify(outputFiles[0].text.trim())};` };
    });
  },
};
