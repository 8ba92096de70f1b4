// A page of one card and no script: what a person is told where no page of the app is, in the same look.

import { CARD_PAGE, fillPage, type Link, type Page, type Pages } from './pages.ts';

export interface CardText {
  readonly title: string;
  readonly text: string;
  /** Where to go on. */
  readonly link?: Link | undefined;
}

export type DrawCard = (card: CardText) => Page;

/** Null where there are no pages. */
export function createCards(pages: Pages, { origin, host }: URL): DrawCard | null {
  const template = pages.htmlPages.get(CARD_PAGE);
  if (template === undefined) return null;
  const runBy = pages.operator && `Run by ${pages.operator}.`;
  return ({ title, text, link = '' }) => fillPage(template, { title, text, link, origin, host, runBy });
}
