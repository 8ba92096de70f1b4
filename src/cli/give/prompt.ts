// Asks at the terminal without showing what is typed. The terminal is as before on every way out: Enter, Ctrl-C, a fault, a signal.

import { StringDecoder } from 'node:string_decoder';
import { CommandFailure } from '../output.ts';
import { EXIT } from '../exit-codes.ts';
import { TOO_LARGE } from './too-large.ts';

export interface PromptTerminal {
  readonly input: {
    setRawMode(on: boolean): unknown;
    on(event: 'data', listener: (part: Buffer) => void): unknown;
    off(event: 'data', listener: (part: Buffer) => void): unknown;
    resume(): unknown;
    pause(): unknown;
  };
  readonly write: (text: string) => void;
}

/** What is typed so far. `paste`: between the marks of a paste, in which a line end is part of the text. */
interface Line {
  readonly text: string;
  readonly isPaste: boolean;
}
type Typed =
  | { readonly kind: 'more'; readonly line: Line; readonly rest: string }
  | { readonly kind: 'done' | 'interrupted'; readonly text: string };

const START: Line = { text: '', isPaste: false };
const [PASTE_BEGINS, PASTE_ENDS] = ['\u001b[200~', '\u001b[201~'];
/** The terminal marks pastes, or no longer does. */
const [MARK_PASTES, MARK_NO_PASTES] = ['\u001b[?2004h', '\u001b[?2004l'];
const ESCAPE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O])/;

/** Pure: what the line becomes by what has arrived. `rest`: a sequence that has not arrived whole. */
function type(line: Line, arrived: string): Typed {
  let { text, isPaste } = line;
  let rest = arrived;
  while (rest !== '') {
    const mark = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    if (mark === '\u001b') {
      const sequence = rest.startsWith(PASTE_BEGINS) ? PASTE_BEGINS : rest.startsWith(PASTE_ENDS) ? PASTE_ENDS : ESCAPE.exec(rest)?.[0];
      if (sequence === undefined) return { kind: 'more', line: { text, isPaste }, rest };
      if (sequence === PASTE_BEGINS || sequence === PASTE_ENDS) isPaste = sequence === PASTE_BEGINS;
      rest = rest.slice(sequence.length);
      continue;
    }
    rest = rest.slice(mark.length);
    if (isPaste) text += mark === '\r' ? '\n' : mark;
    else if (mark === '\r' || mark === '\n') return { kind: 'done', text };
    else if (mark === '\u0003') return { kind: 'interrupted', text: '' };
    else if (mark === '\u0004') {
      if (text === '') return { kind: 'interrupted', text: '' };
    } else if (mark === '\u007f' || mark === '\b') text = [...text].slice(0, -1).join('');
    else if (mark === '\u0015') text = '';
    else if (mark === '\u0017') text = withoutLastWord(text);
    else if (mark === '\t' || mark >= ' ') text += mark;
  }
  return { kind: 'more', line: { text, isPaste }, rest: '' };
}

/** With the blanks behind it. */
function withoutLastWord(text: string): string {
  const words = text.trimEnd();
  return words.slice(0, Math.max(words.lastIndexOf(' '), words.lastIndexOf('\t'), words.lastIndexOf('\n')) + 1);
}

/** Ctrl-C comes as a key; these would end the process with the terminal as it is. */
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** `most`: bytes. @throws CommandFailure when the person gives up. */
export async function askHidden(
  question: string,
  { terminal: { input, write }, most }: { readonly terminal: PromptTerminal; readonly most: number },
): Promise<string> {
  const restore = (): void => {
    input.setRawMode(false);
    write(MARK_NO_PASTES);
  };
  const endBy = (signal: NodeJS.Signals): void => {
    restore();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, endBy);
  process.once('exit', restore);
  // Before the question: a paste that is ready comes at once, and the terminal would show it.
  input.setRawMode(true);
  write(`${question}: ${MARK_PASTES}`);
  try {
    return await readLine(input, most);
  } finally {
    for (const signal of SIGNALS) process.off(signal, endBy);
    process.off('exit', restore);
    restore();
    write('\n');
  }
}

function readLine(input: PromptTerminal['input'], most: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const utf8 = new StringDecoder('utf8');
    let [line, waiting] = [START, ''];
    const end = (): void => {
      input.off('data', take);
      input.pause();
    };
    const take = (part: Buffer): void => {
      const typed = type(line, waiting + utf8.write(part));
      if (typed.kind === 'more' && Buffer.byteLength(typed.line.text) <= most) [line, waiting] = [typed.line, typed.rest];
      else {
        end();
        if (typed.kind === 'done') resolve(typed.text);
        else if (typed.kind === 'interrupted') reject(new CommandFailure(EXIT.interrupted, 'Nothing was sent.'));
        else reject(new CommandFailure(EXIT.input, TOO_LARGE(most)));
      }
    };
    input.on('data', take);
    input.resume();
  });
}
