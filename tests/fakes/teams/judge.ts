// Judges cards by Microsoft's own package, and by what its playground was seen to do with them.

import { AdaptiveCard, SerializationContext, Versions } from 'adaptivecards';

export interface Element {
  readonly type: string;
  readonly [name: string]: unknown;
}
export interface Card {
  readonly type: string;
  readonly version: string;
  readonly body: readonly Element[];
}

/** Bytes. Teams takes about 28 KB. */
const MOST = 25 * 1024;
const BUTTONS = 5;

/** What is wrong with it, a sentence each. */
export function judgeCard(card: unknown): string[] {
  const faults: string[] = [];
  const bytes = Buffer.byteLength(JSON.stringify(card));
  if (bytes > MOST) faults.push(`the card has ${bytes} bytes`);
  const context = new SerializationContext(Versions.v1_5);
  const read = new AdaptiveCard();
  read.parse(withChoices(card as Card), context);
  for (let n = 0; n < context.eventCount; n += 1) faults.push(context.getEventAt(n).message);
  // Teams looks people up for cards of any version; the package knows it from the next one on.
  const isPeople = (fault: string): boolean => fault.startsWith('Property "choices.data" is supported in version 1.6');
  faults.splice(0, faults.length, ...faults.filter((fault) => !isPeople(fault)));
  faults.push(...read.validateProperties().validationEvents.map(({ message }) => message));
  if ((card as Card).version !== '1.5') faults.push('the card is not of version 1.5');
  for (const element of elementsOf(card as Card)) faults.push(...judgeElement(element));
  return faults;
}

/** Where Teams looks people up there need be no other choice, though the package asks for one. */
const withChoices = (card: Card): Card => ({
  ...card,
  body: card.body.map((element) => {
    const isEmpty = 'choices.data' in element && (element['choices'] as unknown[]).length === 0;
    return isEmpty ? { ...element, choices: [{ title: 'a person', value: '-' }] } : element;
  }),
});

function judgeElement(element: Element): string[] {
  // It makes links, bold and lists of what people wrote.
  if (element.type === 'TextBlock') return ['text stands in a text block'];
  if (element.type === 'ActionSet' && (element['actions'] as unknown[]).length > BUTTONS)
    return [`Maximum number of actions exceeded (${BUTTONS}).`];
  const isSecretLine = element.type === 'Input.Text' && element['style'] === 'password' && element['isMultiline'] === true;
  return isSecretLine ? ['a password of several lines'] : [];
}

const elementsOf = ({ body }: Card): readonly Element[] => body;
export const actionsOf = (card: Card): readonly Element[] =>
  elementsOf(card).flatMap((element) => (element.type === 'ActionSet' ? (element['actions'] as Element[]) : []));

const DATE = /\{\{DATE\(([^,)]+), SHORT\)\}\} \{\{TIME\(\1\)\}\}/g;

/** One block as a reader sees it. Links stand with their address. */
export function textOf(element: Element): string {
  if (element.type !== 'RichTextBlock') return '';
  return (element['inlines'] as Element[])
    .map((run) => {
      const shown = String(run['text']).replaceAll(DATE, (_all, at: string) => new Date(at).toISOString());
      if (shown.includes('{{')) throw new Error(`Teams would put a date in place of “${shown}”`);
      const link = run['selectAction'] as { url?: string } | undefined;
      return link?.url === undefined ? shown : `${shown} (${link.url})`;
    })
    .join('');
}
