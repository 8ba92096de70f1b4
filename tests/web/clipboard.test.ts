import { beforeEach, describe, expect, test } from 'vitest';
import { createClipboard, HOLD_MS, type ClipboardState, type ClipboardDeps, type Leave } from '../../src/web/browser/clipboard.ts';

/** A browser with moods. Without leave of the person it takes nothing from a timer, as real ones do. */
function world() {
  const self = {
    content: 'before',
    focus: true,
    mayWrite: true,
    leave: 'nothing' as Leave,
    /** Inside the handler of a press. */
    pressing: true,
    asked: 0,
    now: 0,
    timers: [] as { at: number; act: () => void }[],
    async pass(ms: number) {
      self.now += ms;
      self.pressing = false;
      const due = self.timers.filter((timer) => timer.at <= self.now);
      self.timers = self.timers.filter((timer) => timer.at > self.now);
      for (const timer of due) timer.act();
      await settle();
    },
    async press(act: () => void) {
      self.pressing = true;
      act();
      self.pressing = false;
      await settle();
    },
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const browser: ClipboardDeps = {
    write(text) {
      const late = !self.pressing && self.leave === 'nothing';
      // Chromium puts a question to the person here; Firefox and WebKit refuse.
      if (late) self.asked += 1;
      if (!self.mayWrite || !self.focus || late) return Promise.reject(new Error('NotAllowedError'));
      self.content = text;
      return Promise.resolve();
    },
    read() {
      if (self.leave !== 'look') self.asked += 1;
      return self.leave === 'look' ? Promise.resolve(self.content) : Promise.reject(new Error('NotAllowedError'));
    },
    may: () => Promise.resolve(self.leave),
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
  const copy = (text: string): Promise<boolean> => {
    self.pressing = true;
    return clipboard.copy(text);
  };
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
    expect(await copy('secret')).toBe(false);
    expect(clipboard.state()).toEqual({ kind: 'empty' });
    expect(self.timers).toHaveLength(0);
  });

  describe('B2: without leave to read, which is how browsers come', () => {
    test('a timer clears nothing and asks the person nothing; the next press clears', async () => {
      expect(await copy('secret')).toBe(true);
      expect(clipboard.state()).toMatchObject({ kind: 'held', byItself: false });
      await self.pass(HOLD_MS);
      expect({ content: self.content, asked: self.asked, seen }).toEqual({ content: 'secret', asked: 0, seen: ['held', 'over'] });
      await self.press(clipboard.pressed);
      expect({ content: self.content, asked: self.asked, seen }).toEqual({ content: '', asked: 0, seen: ['held', 'over', 'wiped'] });
    });

    test('a press before the time is over clears nothing: it may not have been pasted yet', async () => {
      await copy('secret');
      await self.pass(HOLD_MS - 1);
      await self.press(clipboard.pressed);
      expect(self.content).toBe('secret');
      expect(seen).toEqual(['held']);
    });

    test('the press that is meant for it clears at once', async () => {
      await copy('secret');
      await self.press(() => void clipboard.wipe());
      expect(self.content).toBe('');
      await self.pass(HOLD_MS);
      expect(seen).toEqual(['held', 'wiped']);
    });

    test('who was elsewhere comes back, is told, and clears by a press or leaves it alone', async () => {
      await copy('secret');
      leave();
      self.content = 'a recipe';
      await self.pass(HOLD_MS);
      await comeBack();
      expect({ content: self.content, asked: self.asked, seen }).toEqual({
        content: 'a recipe',
        asked: 0,
        seen: ['held', 'waiting', 'over'],
      });
      await self.press(clipboard.leave);
      await self.press(clipboard.pressed);
      expect(self.content).toBe('a recipe');
      expect(clipboard.state()).toEqual({ kind: 'left' });
    });

    test('a press that copies something else does not empty what it copies', async () => {
      await copy('one');
      await self.pass(HOLD_MS);
      await self.press(() => {
        void clipboard.copy('two');
        clipboard.pressed();
      });
      expect(self.content).toBe('two');
      expect(clipboard.state()).toMatchObject({ kind: 'held' });
    });

    test('a timer a moment after a press may clear, where the browser says so', async () => {
      await copy('secret');
      self.leave = 'write';
      await self.pass(HOLD_MS);
      expect(self.content).toBe('');
      expect(seen).toEqual(['held', 'wiped']);
    });
  });

  describe('with leave to read', () => {
    beforeEach(() => {
      self.leave = 'look';
    });

    test('after 30 s with focus it is empty, and not a moment before', async () => {
      expect(await copy('secret')).toBe(true);
      expect(clipboard.state()).toMatchObject({ kind: 'held', byItself: true });
      await self.pass(HOLD_MS - 1);
      expect(self.content).toBe('secret');
      await self.pass(1);
      expect(self.content).toBe('');
      expect(seen).toEqual(['held', 'wiped']);
    });

    test('what the person has copied since is left alone', async () => {
      await copy('secret');
      self.content = 'a recipe';
      await self.pass(HOLD_MS);
      expect(self.content).toBe('a recipe');
      expect(seen).toEqual(['held', 'left']);
    });

    test('without focus it waits, and clears on return when it is still the secret', async () => {
      await copy('secret');
      leave();
      await self.pass(HOLD_MS);
      expect(seen).toEqual(['held', 'waiting']);
      await comeBack();
      expect(self.content).toBe('');
      expect(seen).toEqual(['held', 'waiting', 'wiped']);
    });

    test('a refused wipe is not called a wipe, and a press clears later', async () => {
      await copy('secret');
      self.mayWrite = false;
      await self.pass(HOLD_MS);
      expect(seen).toEqual(['held', 'over']);
      self.mayWrite = true;
      await self.press(() => void clipboard.wipe());
      expect(self.content).toBe('');
      expect(clipboard.state().kind).toBe('wiped');
    });

    test('another copy on the page starts its own time', async () => {
      await copy('one');
      await self.pass(20_000);
      await copy('two');
      await self.pass(20_000);
      expect(self.content).toBe('two');
      await self.pass(10_000);
      expect(self.content).toBe('');
    });
  });
});
