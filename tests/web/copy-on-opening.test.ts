import { afterEach, describe, expect, test, vi } from 'vitest';
import { canWriteLater, copyOnOpening, writeLater } from '../../src/web/recipient/after-press/copy-on-opening.ts';
import type { Step } from '../../src/web/recipient/step.ts';
import type { Field } from '../../src/crypto/capsule/items.ts';
import { messages } from '../support/page-messages.ts';

const field = (name: string, value: string, env?: string): Field => ({ name, value, hidden: false, ...(env !== undefined && { env }) });

const shown = (...fields: Field[]): Step => ({
  status: 'shown',
  opened: { items: { v: 1, items: [{ kind: 'credential', label: 'a label', fields }] }, ack: 'ack' },
  claimed: { label: 'a label', note: '', sender: 'Alex' },
  secret: 'secret',
  delivery: 'sending',
});

/** A clipboard that takes what it is given later. */
function clipboard() {
  const self = { asked: 0, content: null as string | null };
  const write = async (text: Promise<string>): Promise<void> => {
    self.asked += 1;
    self.content = await text;
  };
  return { self, write };
}

async function press(next: Step) {
  const { self, write } = clipboard();
  const around = copyOnOpening(write);
  // Inside the press, before anything was opened.
  expect(self).toEqual({ asked: 1, content: null });
  const after = await around(Promise.resolve(next));
  const copied = after.status === 'shown' ? after.opened.copied : undefined;
  await copied?.writing;
  return { self, after, copied };
}

describe('copying in the press that opens', () => {
  test.each([
    ['one value is copied as it is', [field('Key', ' it’s "1" \n', 'KEY')], ' it’s "1" \n', 'Key'],
    ['a value without a name is called by its place', [field('', 'x')], 'x', messages.opened.unnamed(1)],
    [
      'variables alone are copied as a .env file',
      [field('A', '1', 'A'), field('B', 'two words', 'B')],
      "A=1\nB='two words'\n",
      messages.opened.allEnv,
    ],
    ['other values are copied as lines', [field('IBAN', 'X1'), field('BIC', 'Y2', 'BIC')], 'IBAN: X1\nBIC: Y2\n', messages.opened.all],
  ])('%s', async (_title, fields, text, what) => {
    const { self, copied } = await press(shown(...fields));
    expect(self.content).toBe(text);
    expect(copied).toMatchObject({ text, what });
  });

  test('where programs read values in different ways nothing is copied, and the person is to choose', async () => {
    const { self, after, copied } = await press(shown(field('A', `'"\${x}`, 'A'), field('B', '1', 'B')));
    expect(copied).toBeNull();
    expect(after).toMatchObject({ status: 'shown' });
    expect(self.content).toBeNull();
  });

  test('the rows come masked, with everything else as it was opened', async () => {
    const { after } = await press(shown(field('User', 'alex'), field('Password', 'x')));
    const { copied: _, ...opened } = after.status === 'shown' ? after.opened : { copied: null };
    const masked = [field('User', 'alex'), field('Password', 'x')].map((one) => ({ ...one, hidden: true }));
    expect(opened).toEqual({ items: { v: 1, items: [{ kind: 'credential', label: 'a label', fields: masked }] }, ack: 'ack' });
  });

  test.each<Step>([
    { status: 'ask', wrong: { kind: 'tries', left: 3 } },
    { status: 'fault', code: 'network' },
    { status: 'over' },
    { status: 'damaged' },
    { status: 'opened', when: 1 },
  ])('T17: $status: it ends as without copying, and the copy is told that nothing comes', async (next) => {
    const told: string[] = [];
    const around = copyOnOpening((text) =>
      text.then(
        () => {},
        (error: Error) => void told.push(error.message),
      ),
    );
    expect(await around(Promise.resolve(next))).toBe(next);
    await expect.poll(() => told).toEqual(['there is nothing to copy']);
  });

  test('T17: a clipboard that refuses at once, later or never loses nothing of what was opened', async () => {
    const refusals = [
      () => Promise.reject(new Error('NotAllowedError')),
      (text: Promise<string>) => text.then(() => Promise.reject(new Error('no'))),
    ];
    for (const write of refusals) {
      const after = await copyOnOpening(write)(Promise.resolve(shown(field('Key', 'value'))));
      const { items, copied } = after.status === 'shown' ? after.opened : { items: null, copied: null };
      expect(items?.items[0]?.fields[0]?.value).toBe('value');
      await expect(copied?.writing).rejects.toThrow(/NotAllowedError|no/);
    }
    const silent = await copyOnOpening(() => new Promise<void>(() => {}))(Promise.resolve(shown(field('Key', 'value'))));
    expect(silent).toMatchObject({ status: 'shown', opened: { copied: { text: 'value' } } });
  });
});

describe('the browser', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('one that cannot be given a text later is not offered it', () => {
    vi.stubGlobal('navigator', { clipboard: { writeText: async () => {} } });
    expect(canWriteLater()).toBe(false);
    vi.stubGlobal('ClipboardItem', Object);
    expect(canWriteLater()).toBe(false);
    vi.stubGlobal('navigator', { clipboard: { write: async () => {} } });
    expect(canWriteLater()).toBe(true);
    vi.stubGlobal('navigator', {});
    expect(canWriteLater()).toBe(false);
  });

  test('T17: one whose ClipboardItem takes no promise refuses, and leaves no promise behind that nobody looks at', async () => {
    const loose: unknown[] = [];
    const note = (why: unknown): void => void loose.push(why);
    process.on('unhandledRejection', note);
    vi.stubGlobal('navigator', { clipboard: { write: async () => {} } });
    vi.stubGlobal('ClipboardItem', function takesNoPromise() {
      throw new TypeError('no promises here');
    });
    const after = await copyOnOpening(writeLater)(Promise.resolve(shown(field('Key', 'value'))));
    await expect(after.status === 'shown' && after.opened.copied?.writing).rejects.toThrow('no promises here');
    await copyOnOpening(writeLater)(Promise.resolve({ status: 'over' }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(loose).toEqual([]);
    process.off('unhandledRejection', note);
  });
});
