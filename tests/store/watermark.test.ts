import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TenantTag } from '../../src/core/share.ts';
import { memoryWatermark, openWatermark, watermarkWarnings } from '../../src/store/watermark.ts';
import { tag } from '../support/shares.ts';

const line = '0123456789abcdef';
const other = 'fedcba9876543210';
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nt2-watermark-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.each([
  { kind: 'memory', open: memoryWatermark },
  { kind: 'a file', open: () => openWatermark({ dir }) },
])('in $kind a mark never falls on its line, and follows the store to another one', ({ open }) => {
  const watermark = open();
  expect(watermark.seen(tag())).toBeNull();
  watermark.raise(tag(), { line, n: 5 });
  watermark.raise(tag(), { line, n: 4 });
  expect(watermark.seen(tag())).toEqual({ line, n: 5 });
  watermark.raise(tag(), { line: other, n: 2 });
  expect(watermark.seen(tag())).toEqual({ line: other, n: 2 });
  expect(watermark.tags()).toEqual([tag()]);
  watermark.close();
});

test('a process that is killed right after a mark leaves it to the next one', () => {
  const module = new URL('../../src/store/watermark.ts', import.meta.url).href;
  const script = `
    const { openWatermark } = await import(${JSON.stringify(module)});
    const watermark = openWatermark({ dir: ${JSON.stringify(dir)} });
    for (let n = 1; n <= 1000; n++) watermark.raise('aaaaaa', { line: '${line}', n });
    watermark.raise('bbbbbb', { line: '${other}', n: 3 });
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
  expect(signal).toBe('SIGKILL');
  const watermark = openWatermark({ dir });
  expect(watermark.seen(tag('aaaaaa'))).toEqual({ line, n: 1_000 });
  expect(watermark.seen(tag('bbbbbb'))).toEqual({ line: other, n: 3 });
  // The file of the dead is taken over, not kept for ever.
  expect(readdirSync(dir)).toHaveLength(1);
  watermark.close();
});

test('what is raised while the disk is flushed is kept, and closing meanwhile closes once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const watermark = openWatermark({ dir });
  const opened = readdirSync('/proc/self/fd').length;
  watermark.raise(tag('aaaaaa'), { line, n: 1 });
  vi.advanceTimersByTime(1_000);
  watermark.raise(tag('aaaaaa'), { line, n: 2 });
  vi.advanceTimersByTime(1_000);
  watermark.close();
  vi.useRealTimers();
  await vi.waitFor(() => expect(readdirSync('/proc/self/fd').length).toBeLessThan(opened));
  const later = openWatermark({ dir });
  expect(later.seen(tag('aaaaaa'))).toEqual({ line, n: 2 });
  expect(later.trouble()).toBeNull();
  later.close();
});

test('two processes on one directory do not lower each other', () => {
  const [one, two] = [openWatermark({ dir }), openWatermark({ dir })];
  one.raise(tag(), { line, n: 9 });
  two.raise(tag(), { line, n: 7 });
  one.close();
  two.close();
  const later = openWatermark({ dir });
  expect(later.seen(tag())).toEqual({ line, n: 9 });
  later.close();
});

test('what is not a record is passed over, and other files stay untouched', () => {
  writeFileSync(
    join(dir, 'watermark-elsewhere-1-00000000'),
    `${'?'.repeat(64)}aaaaaa ${line} ${'8'.padStart(16, '0')}${' '.repeat(22)}\nbbb`,
  );
  writeFileSync(join(dir, 'nt2.db'), '');
  const watermark = openWatermark({ dir });
  expect(watermark.seen(tag())).toEqual({ line, n: 8 });
  expect(watermark.tags()).toHaveLength(1);
  // It is of another machine, which may live: only a day's silence says otherwise.
  expect(readdirSync(dir)).toHaveLength(3);
  watermark.close();
  utimesSync(join(dir, 'watermark-elsewhere-1-00000000'), 1, 1);
  openWatermark({ dir }).close();
  expect(readdirSync(dir)).toContain('nt2.db');
  expect(readdirSync(dir)).not.toContain('watermark-elsewhere-1-00000000');
});

test('a disk that is full does not end the process: it remembers, says so, and writes as soon as there is room', async (context) => {
  const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'nt2-test', dir]).status === 0;
  if (!mounted) return context.skip('only root may mount a small disk, and not everywhere');
  try {
    const watermark = openWatermark({ dir });
    const filler = join(dir, 'filler');
    expect(() => writeFileSync(filler, 'x'.repeat(64 * 1024))).toThrow('ENOSPC');
    watermark.raise(tag(), { line, n: 5 });
    expect(watermark.seen(tag())).toEqual({ line, n: 5 });
    expect(watermark.trouble()).toBe('ENOSPC');
    expect(watermarkWarnings(watermark)).toEqual([expect.stringContaining('ENOSPC')]);
    rmSync(filler);
    await expect.poll(() => watermark.trouble(), { timeout: 5_000 }).toBeNull();
    expect(watermarkWarnings(watermark)).toEqual([]);
    // What the next process finds, while this one still runs.
    const next = openWatermark({ dir });
    expect(next.seen(tag())).toEqual({ line, n: 5 });
    next.close();
    watermark.close();
  } finally {
    spawnSync('umount', [dir]);
  }
});

test('what a process has seen that dies beside this one is remembered here without a start', () => {
  const module = new URL('../../src/store/watermark.ts', import.meta.url).href;
  const watermark = openWatermark({ dir });
  const living = openWatermark({ dir });
  watermark.raise('aaaaaa' as TenantTag, { line, n: 3 });
  const script = `
    const { openWatermark } = await import(${JSON.stringify(module)});
    const watermark = openWatermark({ dir: ${JSON.stringify(dir)} });
    watermark.raise('aaaaaa', { line: '${line}', n: 8 });
    process.kill(process.pid, 'SIGKILL');`;
  expect(spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]).signal).toBe('SIGKILL');
  living.raise('cccccc' as TenantTag, { line, n: 9 });
  expect(readdirSync(dir)).toHaveLength(3);
  watermark.absorb();
  expect(watermark.seen('aaaaaa' as TenantTag)).toEqual({ line, n: 8 });
  // A living one keeps its file, and its marks to itself.
  expect(watermark.seen('cccccc' as TenantTag)).toBeNull();
  expect(readdirSync(dir)).toHaveLength(2);
  watermark.close();
  living.close();
  expect(openWatermark({ dir }).seen('aaaaaa' as TenantTag)).toEqual({ line, n: 8 });
});
