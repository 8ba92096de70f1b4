// Writes the description of the API, made from its table, and the page that shows it, beside the built pages: as it is, and compressed with the most work. The server reads
// it from the disk when someone asks, so that it costs neither start nor memory.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { root } from './node.mjs';

/** @returns {Promise<Record<string, { sha256: string, bytes: number, inline?: { scripts: string[], styles: string[] } }>>} the written files, by name */
export async function buildReference(out) {
  const { formatOpenApi } = await import('../src/reference/document.ts');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { renderReference } = await import('../src/reference/page.ts');
  const description = formatOpenApi(version);
  const { code: style } = await transform(readFileSync(join(root, 'src/reference/page.css'), 'utf8'), { loader: 'css', minify: true });
  const inline = { scripts: [], styles: [`sha256-${createHash('sha256').update(style).digest('base64')}`] };
  const texts = {
    'openapi.json': { text: description },
    'reference.html': { text: renderReference(JSON.parse(description), style), inline },
  };
  return Object.fromEntries(
    Object.entries(texts).map(([name, { text, inline: hashes }]) => [
      name,
      { ...writeDocument(out, name, text), ...(hashes && { inline: hashes }) },
    ]),
  );
}

/** Writes it as it is, and compressed in both ways. @returns {{ sha256: string, bytes: number }} */
export function writeDocument(out, name, text) {
  const bytes = Buffer.from(text);
  writeFileSync(join(out, name), bytes);
  writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}
