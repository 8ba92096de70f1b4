// The clipboard of the browser that this page runs in.

import type { ClipboardWorld } from './clipboard.ts';

/** It never asks for the permission to read; it reads where that was granted before. */
export const browserClipboard: ClipboardWorld = {
  write: async (text) => navigator.clipboard.writeText(text),
  async read() {
    const granted = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName });
    return granted.state === 'granted' ? navigator.clipboard.readText() : null;
  },
  focused: () => document.hasFocus(),
  now: () => Date.now(),
  later(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
