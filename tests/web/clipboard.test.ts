import { beforeEach, describe, expect, test } from 'vitest';
import { createClipboard, HOLD_MS, type ClipboardState, type ClipboardWorld } from '../../src/web/browser/clipboard.ts';

/** A browser with moods. */
function world() {
  const self = {
    content: 'before',
    focus: true,
    mayWrite: true,
    mayRead: true,
    now: 0,
    timers: [] as { at: number; act: () => void }[],
    async pass(ms: number) {
      self.now += ms;
      const due = self.timers.filter((timer) => timer.at <= self.now);
      self.timers = self.timers.filter((timer) => timer.at > self.now);
      for (const timer of due) timer.act();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  const browser: ClipboardWorld = {
    write(text) {
      if (!self.mayWrite || !self.focus) return Promise.reject(new Error('NotAllowedError'));
      self.content = text;
      return Promise.resolve();
    },
    read: () => Promise.resolve(self.mayRead ? self.content : null),
    focused: () => self.focus,
    now: () => self.now,
    later(ms, act) {
      const timer = { at: self.now + ms, act };
      self.timers.push(timer);
      return () => (self.timers = self.timers.filter((one) => one !== timer));
    },
  };
  return { self, browser };
}

describe('T17: the clipboard is told honestly', () => {
  let { self, browser } = world();
  let seen: ClipboardState['kind'][] = [];
  let clipboard = createClipboard(browser, () => {});
  const leave = (): void => {
    self.focus = false;
    clipboard.left();
  };
  const comeBack = async (): Promise<void> => {
    self.focus = true;
    clipboard.returned();
    await self.pass(0);
  };
  beforeEach(() => {
    ({ self, browser } = world());
    seen = [];
    clipboard = createClipboard(browser, ({ kind }) => seen.push(kind));
  });

  test('nothing is called copied when the browser said no', async () => {
    self.mayWrite = false;
    expect(await clipboard.copy('secret')).toBe(false);
    expect(clipboard.state()).toEqual({ kind: 'empty' });
    expect(self.timers).toHaveLength(0);
  });

  test('after 30 s with focus it is empty, and not a moment before', async () => {
    expect(await clipboard.copy('secret')).toBe(true);
    await self.pass(HOLD_MS - 1);
    expect(self.content).toBe('secret');
    await self.pass(1);
    expect(self.content).toBe('');
    expect(seen).toEqual(['held', 'wiped']);
  });

  test('what the person has copied since is left alone', async () => {
    await clipboard.copy('secret');
    self.content = 'a recipe';
    await self.pass(HOLD_MS);
    expect(self.content).toBe('a recipe');
    expect(seen).toEqual(['held', 'left']);
  });

  test('without focus it waits, and clears on return when it is still the secret', async () => {
    await clipboard.copy('secret');
    leave();
    await self.pass(HOLD_MS);
    expect(seen).toEqual(['held', 'waiting']);
    await comeBack();
    expect(self.content).toBe('');
    expect(seen).toEqual(['held', 'waiting', 'wiped']);
  });

  test('where it cannot look, and the person was elsewhere, it touches nothing and says so', async () => {
    self.mayRead = false;
    await clipboard.copy('secret');
    leave();
    self.content = 'a recipe';
    await self.pass(HOLD_MS);
    await comeBack();
    expect(self.content).toBe('a recipe');
    expect(seen).toEqual(['held', 'waiting', 'unsure']);
  });

  test('where it cannot look, but the person never left, it clears', async () => {
    self.mayRead = false;
    await clipboard.copy('secret');
    await self.pass(HOLD_MS);
    expect(self.content).toBe('');
  });

  test('a refused wipe is not called a wipe, and a press clears later', async () => {
    await clipboard.copy('secret');
    self.mayWrite = false;
    await self.pass(HOLD_MS);
    expect(seen).toEqual(['held', 'unsure']);
    self.mayWrite = true;
    await clipboard.wipe();
    expect(self.content).toBe('');
    expect(clipboard.state().kind).toBe('wiped');
  });

  test('another copy on the page starts its own time', async () => {
    await clipboard.copy('one');
    await self.pass(20_000);
    await clipboard.copy('two');
    await self.pass(20_000);
    expect(self.content).toBe('two');
    await self.pass(10_000);
    expect(self.content).toBe('');
  });
});
