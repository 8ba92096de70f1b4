// What a browser is shown in the place of a page: the usual card in plain words, with the status. A page without a script, and nothing of the
// request in it.

import type { AnswerLargeHead } from '../http/broken-head.ts';
import {
  formatProblem,
  httpError,
  problemHeaders,
  refusalHeaders,
  statusOf,
  titleAndDetail,
  type HttpRefusal,
  type ProblemCode,
} from '../http/problem.ts';
import { createCards } from './card-page.ts';
import type { Page, Pages } from './pages.ts';
import { headersOf, servePage } from './serve.ts';

type Said = readonly [title: string, text: string];

/** Where people need other words than programs. `origin`: where nt2 is. */
const forPeople = (origin: string): Partial<Record<ProblemCode, Said>> => ({
  'request.path': ['There’s nothing here', 'If someone sent you a link, open all of it, or ask them for it again.'],
  'token.invalid': ['This address is for programs', 'It answers only a program with a token. Ask the people who run this server for one.'],
  'request.method': ['This page can’t be opened that way', 'Open the link itself, or press the button in chat again.'],
  'request.host': ['nt2 isn’t at this address', `It’s at ${origin}. Open your link there.`],
  'request.head': [
    'This address is too long',
    'Something on the way may have added to it. Open the link as you got it. If that doesn’t help, clear this site’s cookies and try again.',
  ],
  'rate.limited': ['Too many requests', 'Nothing is lost. Wait a moment, then reload this page.'],
  'store.busy': ['The server is busy', 'Nothing is lost. Wait a moment, then reload this page.'],
  'server.fault': [
    'Something went wrong on this server',
    'It isn’t your fault. Reload this page in a moment. If it happens again, tell the people who run this server.',
  ],
});

export interface ErrorPages {
  /** The answer to a browser that opens a page; null where there are no pages. */
  answer(request: Request, refusal: HttpRefusal, headers?: Readonly<Record<string, string>>): Response | null;
  /** The answer to a head that is too large to be read: a page, unless it was for the API. */
  readonly answerLargeHead: AnswerLargeHead;
}

export function createErrorPages(pages: Pages, publicUrl: URL): ErrorPages {
  const drawCard = createCards(pages, publicUrl);
  const people = forPeople(publicUrl.origin);
  const made = new Map<ProblemCode, Page>();

  function pageOf(code: ProblemCode): Page | null {
    if (drawCard === null) return null;
    const [title, text] = people[code] ?? titleAndDetail(code);
    const page = made.get(code) ?? drawCard({ title, text });
    made.set(code, page);
    return page;
  }

  const problem = Buffer.from(formatProblem(httpError('request.head')));
  return {
    answerLargeHead(path) {
      const page = isOfApi(path) ? null : pageOf('request.head');
      if (page === null) return { headers: problemHeaders, body: problem };
      return { headers: { ...headersOf(page, 'never'), 'Content-Type': page.type }, body: page.bytes('identity') };
    },
    answer(request, refusal, headers = {}) {
      const page = pageOf(refusal.code);
      if (page === null) return null;
      const response = servePage(page, request, 'never', statusOf(refusal.code));
      for (const [name, value] of Object.entries({ ...refusalHeaders(refusal), ...headers })) response.headers.set(name, value);
      return response;
    },
  };
}

/** A person opens this address in a browser: no program, no script of a page, and nothing of the API, which answers programs alone. */
export function opensPage({ url, headers }: Request): boolean {
  if (isOfApi(new URL(url).pathname)) return false;
  const mode = headers.get('sec-fetch-mode');
  return mode === null ? (headers.get('accept')?.includes('text/html') ?? false) : mode === 'navigate';
}

const isOfApi = (path: string): boolean => path.startsWith('/api/');
