// What nt2 relies on of LINE's messages beyond the published form, or where that is not here: lengths, and what may not be empty.

import type { Loose } from './loose.ts';

type Json = Readonly<Record<string, Loose>>;

/** What LINE would refuse, each with where it stands. */
export function refusals(message: Json): string[] {
  const found: string[] = [];
  if (message['type'] !== 'flex') return [`a message is a ${String(message['type'])}`];
  const alt = message['altText'];
  if (typeof alt !== 'string' || alt === '' || alt.length > 400) found.push('altText');
  const { contents } = message as { contents: Json };
  if (contents['type'] !== 'bubble') found.push('contents');
  for (const part of ['body', 'footer']) if (contents[part] !== undefined) walk(contents[part] as Json, part, found);
  if (JSON.stringify(contents).length > 30_000) found.push('a bubble has 30 KB at most');
  return found;
}

function walk(component: Json, at: string, found: string[]): void {
  const { type, action } = component;
  if (action !== undefined) judgeAction(action as Json, at, found);
  if (type === 'box') {
    const inside = component['contents'] as Json[];
    if (inside.length === 0) found.push(`${at}: an empty box`);
    inside.forEach((one, n) => walk(one, `${at}[${n}]`, found));
  } else if (type === 'text') {
    if (typeof component['text'] !== 'string' || component['text'] === '') found.push(`${at}: an empty text`);
  } else if (type === 'button') {
    if (action?.label === undefined) found.push(`${at}: a button without a label`);
  } else found.push(`${at}: a ${String(type)}`);
}

function judgeAction({ type, label, data, uri, displayText }: Json, at: string, found: string[]): void {
  if (label !== undefined && [...(label as string)].length > 20) found.push(`${at}: a label of ${String(label.length)}`);
  if (type === 'postback') {
    if (typeof data !== 'string' || data.length > 300) found.push(`${at}: data`);
    if (displayText !== undefined && displayText.length > 300) found.push(`${at}: displayText`);
  } else if (type !== 'uri' || !/^https?:\/\//.test(String(uri)) || uri.length > 1_000) found.push(`${at}: an action ${String(type)}`);
}
