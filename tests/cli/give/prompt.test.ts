// A prompt that shows nothing, and a terminal that is as before on every way out.

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { askHidden } from '../../../src/cli/give/prompt.ts';

/** Types the parts one by one; the answer is what was read, or the exit code, and what happened at the terminal. */
async function typed(parts: readonly (string | Buffer)[], most = 1_000) {
  const keyboard = new EventEmitter();
  const seen: string[] = [];
  const input = Object.assign(keyboard, {
    setRawMode: (on: boolean) => seen.push(on ? '<raw>' : '<plain>'),
    resume: () => undefined,
    pause: () => undefined,
  });
  const asked = askHidden('PASSWORD', { terminal: { input, write: (text) => seen.push(text) }, most }).catch(
    (error: { readonly exitCode: number }) => error.exitCode,
  );
  for (const part of parts) keyboard.emit('data', Buffer.from(part as string));
  const answer = await asked;
  expect(keyboard.listenerCount('data')).toBe(0);
  return { answer, shown: seen.join('') };
}

const AROUND = '<raw>PASSWORD: \u001b[?2004h<plain>\u001b[?2004l\n';

describe('a prompt without echo', () => {
  it.each([
    [['hunter2\r'], 'hunter2'],
    [['hun', 'ter', '2', '\r'], 'hunter2'],
    [['pässwörd🔑x\u007f\r'], 'pässwörd🔑'],
    [['🔑\u007fa\r'], 'a'],
    [['wrong\u0015right\r'], 'right'],
    [['two words\u0017x\r'], 'two x'],
    [['a\u001b[D\u001bOAb\u001b', '[3~c\r'], 'abc'],
    [['\u001b[200~line 1\rline 2\u001b[20', '1~\r'], 'line 1\nline 2'],
    [[Buffer.from([0xc3]), Buffer.from([0xa9, 0x0d])], 'é'],
    [['a\u001az\r'], 'az'],
    [['ab\u0004c\r'], 'abc'],
    [['half\u0003'], 130],
    [['\u0004'], 130],
    [['x'.repeat(2_000)], 65],
  ])('%j is %j, and none of it is shown', async (parts, answer) => {
    expect(await typed(parts)).toEqual({ answer, shown: AROUND });
  });
});
