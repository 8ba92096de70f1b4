import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPages } from '../../src/server/pages/pages.ts';
import { openDoor, type Harness } from './harness.ts';

const ASSET = '/assets/main-ABCDEFGH.js';

describe('pages', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  it('every page stands under the policy of the protocol, and the same bytes answer every id', async () => {
    const policy =
      "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types nt2-worker";
    const texts = new Set<string>();
    for (const path of ['/', '/go', `/s/${'a'.repeat(32)}`, '/s/x', `/r/${'a'.repeat(32)}`, '/r/x', ASSET]) {
      const { status, headers, text } = await door.ask('GET', path);
      expect(status, path).toBe(200);
      expect(headers.get('content-security-policy'), path).toBe(policy);
      expect(Object.fromEntries(headers), path).toMatchObject({
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'x-frame-options': 'DENY',
      });
      if (/^\/[rs]\//.test(path)) texts.add(text);
    }
    expect(texts.size).toBe(2);
  });

  it('the icon that browsers ask for by themselves is a picture and nothing else', async () => {
    const { status, headers, text } = await door.ask('GET', '/favicon.ico');
    expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(text).not.toMatch(/script|href/);
  });

  it('shells are not kept, hashed files for ever', async () => {
    expect((await door.ask('GET', '/s/x')).headers.get('cache-control')).toBe('no-store, no-transform');
    const asset = await door.ask('GET', ASSET);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const etag = asset.headers.get('etag') ?? '';
    const again = await door.ask('GET', ASSET, { headers: { 'if-none-match': `W/"x", ${etag}` } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await door.ask('GET', ASSET, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.000, gzip;q=0', null],
    ['identity', null],
    ['', null],
  ])('what takes "%s" gets %s', async (accepted, coding) => {
    const response = await door.server.request(ASSET, { headers: { 'accept-encoding': accepted } }, {});
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-encoding')).toBe(coding);
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    const plain = coding === 'br' ? brotliDecompressSync(bytes) : coding === 'gzip' ? gunzipSync(bytes) : bytes;
    expect(plain.toString()).toContain('a page of nt2');
  });

  it('an address of nothing is answered in plain text, under the same policy', async () => {
    for (const path of ['/x', '/share/x', '/assets/', '/assets/x.js', '/.env', '/s/../../etc/passwd', '//s/x']) {
      const { status, headers } = await door.ask('GET', path);
      expect([status, headers.get('content-type'), headers.get('x-frame-options')], path).toEqual([
        404,
        'text/plain; charset=utf-8',
        'DENY',
      ]);
    }
    expect((await door.ask('GET', '/api/x')).json).toMatchObject({ status: 404, code: 'request.path' });
  });

  it('serves what the page build lists, and nothing else of its folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nt2-pages-'));
    expect(loadPages(folder)).toBeNull();
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'share.html'), '<!doctype html>');
    writeFileSync(join(folder, 'home.html'), '<!doctype html><script>1</script>');
    const hash = `sha256-${createHash('sha256').update('1').digest('base64')}`;
    writeFileSync(join(folder, 'assets', 'a-1.js'), 'x');
    writeFileSync(join(folder, 'assets', 'a-1.js.LEGAL.txt'), 'x');
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({
        entries: {},
        files: { 'assets/a-1.js': {} },
        pages: { 'share.html': {}, 'home.html': { inline: { scripts: [hash], styles: [] } } },
      }),
    );
    const loaded = loadPages(folder);
    // Scripts inside a page run by the hashes that the build has written down, in this page and in no other.
    expect(loaded?.htmlPages.get('home.html')?.policy).toContain(`; script-src 'self' '${hash}'; `);
    expect(loaded?.htmlPages.get('share.html')?.policy).not.toContain('sha256');
    for (const policy of loaded?.htmlPages.values() ?? []) expect(policy.policy).not.toContain('unsafe');
    expect([...(loaded?.assets.keys() ?? [])]).toEqual(['/assets/a-1.js']);
    expect(loaded?.htmlPages.get('share.html')?.type).toBe('text/html; charset=utf-8');
    rmSync(folder, { recursive: true });
  });

  it('says in each page who runs the server and when a page forgets, as text that is no markup, and leaves scripts as they are', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nt2-pages-'));
    mkdirSync(join(folder, 'assets'));
    const html = '<!doctype html><title>nt2</title><script>1</script>';
    writeFileSync(join(folder, 'home.html'), html);
    const pages = { 'home.html': { inline: { scripts: [], styles: [] } } };
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ entries: {}, files: {}, pages }));
    const textOf = (operator: string, fileBytes: number | null = null): string => {
      const page = loadPages(folder, { operator, clearHiddenMinutes: 7, fileBytes })?.htmlPages.get('home.html');
      return Buffer.from(page?.bytes('identity') ?? []).toString();
    };
    const evil = 'A & B"><script>alert(1)</script> $& $1';
    const metas = '<meta name="nt2:operator" content="A &amp; B&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; $&amp; $1" />';
    expect(textOf(evil)).toBe(html.replace('<title>', () => `${metas}<meta name="nt2:clear-hidden-minutes" content="7" /><title>`));
    expect(textOf('')).toContain('<meta name="nt2:operator" content="" />');
    // Where files are taken, how large; otherwise no page offers any.
    expect(textOf('', 1_000)).toContain('<meta name="nt2:file-bytes" content="1000" />');
    rmSync(folder, { recursive: true });
  });
});
