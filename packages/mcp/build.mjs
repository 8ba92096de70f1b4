// Builds the MCP server as one file that needs no package: what `npm pack --workspace packages/mcp` packs.
import { chmodSync, copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';
import { root } from '../../scripts/node.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** @param {{ out?: string }} [options] the folder for `main.mjs` */
export async function buildMcp({ out = join(here, 'dist') } = {}) {
  rmSync(out, { recursive: true, force: true });
  await bundle({
    entryPoints: [join(here, 'src/main.ts')],
    outfile: join(out, 'main.mjs'),
    platform: 'node',
    target: 'node22',
    legalComments: 'linked',
    // Of the SDK's packages some are CommonJS and ask for Node's modules.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire as nt2Require } from 'node:module';\nconst require = nt2Require(import.meta.url);",
    },
  });
  chmodSync(join(out, 'main.mjs'), 0o755);
  copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildMcp();
