// The clipboard of the browser that this page runs in.

import type { ClipboardDeps } from './clipboard.ts';

async function isReadGranted(): Promise<boolean> {
  // This query shows no prompt. Firefox and WebKit know no such permission, and throw.
  const read = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName }).catch(() => null);
  return read?.state === 'granted';
}

export const browserClipboard: ClipboardDeps = {
  write: async (text) => navigator.clipboard.writeText(text),
  read: async () => navigator.clipboard.readText(),
  async may() {
    if (await isReadGranted()) return 'look';
    // Without a press that is a moment old, Chromium asks the person for leave to look into the clipboard, and the others refuse.
    return navigator.userActivation?.isActive ? 'write' : 'nothing';
  },
  focused: () => document.hasFocus(),
  now: () => Date.now(),
  later(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
