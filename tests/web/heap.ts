// The heap of a tab, as Chromium's own profiler sees it.

import type { Page } from 'playwright-core';

/** Every object and string that something still refers to, as text. The profiler collects the garbage first. */
export async function heapOf(page: Page): Promise<string> {
  const profiler = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  profiler.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await profiler.send('HeapProfiler.enable');
  await profiler.send('HeapProfiler.collectGarbage');
  await profiler.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await profiler.detach();
  return chunks.join('');
}
