// The page that ends an installation, whether it worked or not.

export type Notice = 'installed' | 'declined' | 'stranger' | 'stale' | 'failed';

const SAYS: Readonly<Record<Notice, { readonly title: string; readonly text: string }>> = {
  installed: { title: 'nt2 is installed', text: 'Type /nt2 anywhere in Slack, or open its own page there.' },
  declined: { title: 'nt2 was not installed', text: 'Nothing was changed. Open the install page again if that was a mistake.' },
  stranger: {
    title: 'nt2 is not for this workspace',
    text: 'This server is for the workspaces that its operator has named. Nothing was kept. Ask the operator to add yours.',
  },
  stale: {
    title: 'This page is too old',
    text: 'The install was begun in another browser, or more than ten minutes ago. Open the install page again.',
  },
  failed: {
    title: 'Slack did not complete it',
    text: 'Nothing was changed. Open the install page again. If that does not help, ask the operator of this server to run nt2 doctor.',
  },
};

/** What it says, and where to go on. */
export interface InstallText {
  readonly title: string;
  readonly text: string;
  readonly link?: { readonly text: string; readonly href: string };
}

/** Draws a page with the usual look: no script, and nothing of the request in it. */
export type DrawPage = (request: Request, said: InstallText, status: number) => Response;

/** Where no pages are. */
export const drawPlainly: DrawPage = (_request, { title, text }, status) =>
  new Response(`${title}\n\n${text}\n`, {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  });

/** `open`: an address of ours in Slack. */
export function textOf(notice: Notice, open: string | undefined): InstallText {
  return { ...SAYS[notice], ...(open !== undefined && { link: { text: 'Open it in Slack', href: open } }) };
}
