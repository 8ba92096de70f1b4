// One press that opens and copies. Browsers let a page copy only while a press is fresh, and opening takes longer, so the copy begins inside
// the press and is given its text later. Nothing is shown: the rows come masked. See docs/decisions/copied-in-one-press.md.

import type { Items } from '../../../crypto/capsule/items.ts';
import type { Around } from '../step.ts';
import { wholeText } from './whole-text.ts';

/** Copies what comes later; rejects when it was not copied. */
type WriteLater = (text: Promise<string>) => Promise<void>;

/** Called inside the press. However opening ends, the copy is given a text or told that none comes. */
export function copyOnOpening(write: WriteLater): Around {
  let give: (text: string) => void = () => {};
  let giveUp: (why: Error) => void = () => {};
  const text = new Promise<string>((resolve, reject) => {
    give = resolve;
    giveUp = reject;
  });
  const writing = write(text);
  // Either the screen with the rows tells of it, or nothing was opened and there is nothing to tell.
  for (const promise of [text, writing]) promise.catch(() => {});
  return async (opening) => {
    try {
      const next = await opening;
      if (next.status !== 'shown') return next;
      const { items, ack } = next.opened;
      const fields = items.items.flatMap((item) => item.fields);
      // Files alone: they are below, to be saved.
      if (fields.length === 0) return next;
      const whole = wholeText(fields);
      if (whole !== null) give(whole.text);
      return { ...next, opened: { items: masked(items), ack, copied: whole && { ...whole, writing } } };
    } finally {
      giveUp(new Error('there is nothing to copy'));
    }
  };
}

const masked = ({ items, ...rest }: Items): Items => ({
  ...rest,
  items: items.map((item) => ({ ...item, fields: item.fields.map((field) => ({ ...field, hidden: true })) })),
});

/** What a browser may lack, although its types say that it is always there. */
interface Browser {
  readonly ClipboardItem?: new (data: Readonly<Record<string, Promise<Blob>>>) => object;
  readonly navigator: { readonly clipboard?: { readonly write?: (items: readonly object[]) => Promise<void> } };
}
const browser = globalThis as unknown as Browser;

export const canWriteLater = (): boolean => browser.ClipboardItem !== undefined && browser.navigator.clipboard?.write !== undefined;

export const writeLater: WriteLater = async (text) => {
  const { ClipboardItem: Item, navigator } = browser;
  if (Item === undefined || navigator.clipboard?.write === undefined) throw new Error('no clipboard for what comes later');
  const blob = text.then((value) => new Blob([value], { type: 'text/plain' }));
  // A browser that takes no promise throws in the next line, and then nobody waits for this one.
  blob.catch(() => {});
  await navigator.clipboard.write([new Item({ 'text/plain': blob })]);
};
