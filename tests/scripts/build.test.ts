import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCampaign } from '../support/campaign.ts';
import { buildPages } from '../../scripts/build.mjs';
import { loadPages } from '../../src/server/pages/pages.ts';
import { VERSION } from '../../src/cli/version.ts';
import { isFresh } from '../../scripts/fresh.mjs';

let from = '';
const list = { 'src/web/share.html': 'share.html' };
const put = (path: string, text: string): void => writeFileSync(join(from, path), text);

beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), 'nt2-build-'));
  mkdirSync(join(from, 'src/web'), { recursive: true });
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(from, 'node_modules'));
  put(
    'src/web/share.html',
    `<!doctype html><html data-words="./words-worker.ts"><head><link rel="stylesheet" href="./style.css"></head>` +
      `<body><script type="module" src="./share.tsx"></script></body></html>`,
  );
  put('src/web/style.css', 'p { color: red; }');
  put('src/web/words-worker.ts', 'const heard: string[] = []; onmessage = () => heard.push("x");');
  put('src/web/shared.ts', 'export const shared = (text: string): string => `${text}!`;');
  put('src/web/lazy.ts', `import { shared } from './shared.ts'; export const lazy = shared('later');`);
  put(
    'src/web/share.tsx',
    `import { render } from 'preact'; import { shared } from './shared.ts';
     render(<p onClick={() => void import('./lazy.ts')}>{shared('now')}</p>, document.body);`,
  );
});
afterEach(() => rmSync(from, { recursive: true }));

describe('the page build', () => {
  it('hashes what the HTML names and fills the built names in', async () => {
    const out = join(from, 'out');
    const manifest = await buildPages({ from, out, list });
    const html = readFileSync(join(out, 'share.html'), 'utf8');
    expect(html).not.toContain('./');
    const { file } = manifest.entries['src/web/share.tsx']!;
    expect(html).toContain(`src="/${file}"`);
    expect(html).toContain(`href="/${manifest.entries['src/web/style.css']!.file}"`);
    expect(html).toContain(`data-words="/${manifest.entries['src/web/words-worker.ts']!.file}"`);
    // What is fetched later is a file of its own, which the script names and the HTML does not.
    const lazy = manifest.entries['src/web/lazy.ts']!.file;
    expect(readdirSync(join(out, 'assets'))).toContain(lazy.slice('assets/'.length));
    expect(readFileSync(join(out, file), 'utf8')).toContain(`import("/${lazy}")`);
    expect(html).not.toContain(lazy);

    const { sha256, bytes, gzip } = manifest.files[file]!;
    const built = readFileSync(join(out, file));
    expect([sha256, bytes]).toEqual([createHash('sha256').update(built).digest('hex'), built.length]);
    expect(gzip).toBeLessThan(bytes);
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
  });

  it('says in each page of which nt2 it is', async () => {
    put('src/web/share.html', '<!doctype html><html><head><meta charset="utf-8" /><title>nt2</title></head><body></body></html>');
    const out = join(from, 'out');
    await buildPages({ from, out, list });
    expect(readFileSync(join(out, 'share.html'), 'utf8')).toContain(`<meta name="generator" content="nt2 ${VERSION}" />`);
    // The pages of nt2 all have the line that it stands behind.
    for (const page of ['share', 'request', 'go', 'home', 'receipt', 'vault', 'file', 'error'])
      expect(readFileSync(join(import.meta.dirname, `../../src/web/${page}.html`), 'utf8'), page).toContain('<meta charset="utf-8" />');
  });

  it('puts what the HTML marks inside the page, with hashes, and makes no file of it', async () => {
    const marks = '<link rel="stylesheet" href="./style.css" data-inline /><script src="./shared.ts" data-inline></script>';
    put('src/web/share.html', `${marks}<script type="module" src="./share.tsx" data-inline></script>`);
    const out = join(from, 'out');
    const { entries, files, pages } = await buildPages({ from, out, list });
    const html = readFileSync(join(out, 'share.html'), 'utf8');
    const [, style = '', classic = '', module = ''] =
      /^<style>([^]*)<\/style><script>([^]*?)<\/script><script type="module">([^]*)<\/script>$/.exec(html) ?? [];
    expect(style).toBe('p{color:red}');
    expect(module).toContain('import("/assets/lazy-');
    // A classic script leaves no names behind.
    expect(classic).toMatch(/^(?:"use strict";)?\(\(\)=>/);
    const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(pages['share.html']?.inline).toEqual({ scripts: [hash(classic), hash(module)], styles: [hash(style)] });
    expect(Object.keys(entries)).toEqual(['src/web/lazy.ts']);
    expect(Object.keys(files)).toHaveLength(1);
  });

  describe('what a script inside a page fetches later', () => {
    const inside = (script: string): string => `<script type="module" src="./${script}" data-inline></script>`;
    const built = async (pages: Record<string, string> = list) => {
      const out = join(from, 'out');
      const { entries } = await buildPages({ from, out, list: pages });
      const read = (source: string): string => readFileSync(join(out, entries[source]!.file), 'utf8');
      return { html: readFileSync(join(out, 'share.html'), 'utf8'), read };
    };

    it('takes from it the very files that it has, with what they remember, and brings the rest itself', async () => {
      put('src/web/share.html', inside('share.ts'));
      put('src/web/count.ts', 'let n = 0; export const up = (): number => (n += 1); export const unused = "not shared";');
      put('src/web/share.ts', `import { up } from './count.ts'; export const done = [up(), import('./later.ts')];`);
      put('src/web/only-later.ts', 'export const own = "own";');
      put('src/web/later.ts', `import { up } from './count.ts'; import { own } from './only-later.ts'; globalThis.said = [own, up()];`);
      const { html, read } = await built();
      expect(html).not.toContain('not shared');
      expect(read('src/web/later.ts')).toContain('own');

      const page = createContext({});
      const [, script = ''] = /<script type="module">([^]*)<\/script>/.exec(html) ?? [];
      runInContext(script.replace(/import\("[^"]+"\)/, '0'), page);
      runInContext(read('src/web/later.ts'), page);
      expect(runInContext('said', page)).toEqual(['own', 2]);
    });

    it('has one copy of Preact with it', async () => {
      put('src/web/share.html', inside('share.tsx'));
      put(
        'src/web/lazy.ts',
        `import { render } from 'preact'; import { useState } from 'preact/hooks'; globalThis.later = [render, useState];`,
      );
      put('src/web/share.tsx', `import { useRef } from 'preact/hooks'; console.log(() => [<p />, useRef(0), import('./lazy.ts')]);`);
      const { html, read } = await built();
      expect(html.split('globalThis.nt2Shared=')).toHaveLength(2);
      expect(read('src/web/lazy.ts').length).toBeLessThan(1_000);
    });

    it('is fetched by no other page, since that would hand out other numbers', async () => {
      put('src/web/share.html', inside('share.ts'));
      put('src/web/home.html', inside('home.ts'));
      for (const page of ['share', 'home'])
        put(`src/web/${page}.ts`, `import { shared } from './shared.ts'; shared(''); void import('./lazy.ts');`);
      const both = built({ ...list, 'src/web/home.html': 'home.html' });
      await expect(both).rejects.toThrow(/lazy\.ts takes from src\/web\/(?:share|home)\.ts what it shares/);
    });
  });

  it('compresses each file once, with brotli, as a server then sends it', async () => {
    const out = join(from, 'out');
    const { files } = await buildPages({ from, out, list });
    const { assets } = loadPages(out) ?? {};
    for (const name of Object.keys(files)) {
      const built = readFileSync(join(out, `${name}.br`));
      expect(brotliDecompressSync(built)).toEqual(readFileSync(join(out, name)));
      expect(assets?.get(`/${name}`)?.bytes('br')).toEqual(built);
    }
    expect(Object.keys(files).length).toBeGreaterThan(2);
  });

  it('gives a script the style that it imports as text, with what that imports, and makes no file of it', async () => {
    put('src/web/common.css', 'b { color: #ff0000; }');
    put('src/web/later.css', '@import "./common.css"; i { margin: 0px; }');
    put('src/web/lazy.ts', `import { css } from './later.css'; globalThis.style = css;`);
    const out = join(from, 'out');
    const { entries, files } = await buildPages({ from, out, list });
    const script = readFileSync(join(out, entries['src/web/lazy.ts']!.file), 'utf8');
    const page = createContext({});
    runInContext(script, page);
    expect(runInContext('style', page)).toBe('b{color:red}i{margin:0}');
    expect(Object.keys(files).filter((file) => file.endsWith('.css'))).toEqual([entries['src/web/style.css']!.file]);
  });

  it('refuses to put inside a page what would end its own element', async () => {
    put('src/web/share.html', '<link rel="stylesheet" href="./style.css" data-inline />');
    put('src/web/style.css', 'p::before { content: "<!-- x"; }');
    await expect(buildPages({ from, out: join(from, 'out'), list })).rejects.toThrow(/style\.css cannot stand inside/);
  });

  it('gives the same bytes the same names, and other bytes other names', async () => {
    const names = async (): Promise<string[]> => Object.keys((await buildPages({ from, out: join(from, 'out'), list })).files);
    const first = await names();
    expect(await names()).toEqual(first);
    put('src/web/style.css', 'p { color: blue; }');
    const changed = await names();
    expect(changed.filter((name) => !first.includes(name))).toHaveLength(1);
    expect(readdirSync(join(from, 'out/assets')).filter((name) => name.endsWith('.css'))).toHaveLength(1);
  });

  it('two builds are the same, byte for byte', async () => {
    const filesOf = async (out: string): Promise<Record<string, string>> => {
      // All pages in a campaign: they take ten seconds.
      await buildPages(isCampaign ? { out } : { from, out, list });
      const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
      return Object.fromEntries(names.map((one) => [one.name, readFileSync(join(one.parentPath, one.name)).toString('base64')]));
    };
    const [one, other] = [await filesOf(join(from, 'one')), await filesOf(join(from, 'other'))];
    expect(Object.keys(one)).toEqual(expect.arrayContaining(['pages.sha256', 'manifest.json']));
    expect(Object.keys(one).filter((name) => one[name] !== other[name])).toEqual([]);
    expect(Object.keys(other).toSorted()).toEqual(Object.keys(one).toSorted());
  });

  it('fails when the HTML names a file that is not there, and leaves the last build alone', async () => {
    const out = join(from, 'out');
    await buildPages({ from, out, list });
    rmSync(join(from, 'src/web/style.css'));
    await expect(buildPages({ from, out, list })).rejects.toThrow(/style\.css/);
    expect(readdirSync(out)).toContain('manifest.json');
  });
});

describe('what was built', () => {
  it('is fresh only while nothing it was made from is newer, deleted files included', () => {
    const made = join(from, 'made');
    put('made', '');
    const later = new Date(Date.now() + 60_000);
    utimesSync(made, later, later);
    expect(isFresh(made, [join(from, 'src'), join(from, 'absent')])).toBe(true);
    utimesSync(join(from, 'src/web'), new Date(Date.now() + 120_000), new Date(Date.now() + 120_000));
    expect(isFresh(made, [join(from, 'src')])).toBe(false);
    expect(isFresh(join(from, 'absent'), [])).toBe(false);
  });
});
