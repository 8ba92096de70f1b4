// What `nt2 open` opens: a link, for anyone who has it, or a share to the person who has logged in here. Both say first what they hold.

import { createClient, type Client } from '../../client/client.ts';
import { loadCredentials } from '../account/credentials.ts';
import { ownEnvironment } from '../account/environment.ts';
import { keysFolder, openKeyFiles } from '../account/key-files.ts';
import { openKeysIfPossible } from '../account/kept-keys.ts';
import { NOT_LOGGED_IN } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import { wayOut } from '../way-out.ts';
import type { OwnShare } from './options.ts';
import type { LinkSummary } from './show.ts';
import { needsPassphrase } from '../../crypto/share-terms.ts';

export interface OpenTarget {
  readonly client: Client;
  /** What `client.open` takes. */
  readonly what: string;
  /** The longest that it may take, in ms. */
  readonly deadlineMs: number;
  /** Uses nothing up. */
  readonly look: () => Promise<LinkSummary & { readonly id: string; readonly needsPassphrase: boolean }>;
}

/** Words take a while on a slow machine, and a command may start slowly. */
const DEADLINE_MS = 120_000;

export async function linkTarget(link: string): Promise<OpenTarget> {
  const url = await serverOf(link);
  const client = createClient({ url, keys: openKeysIfPossible(ownEnvironment(), url), fetch: wayOut });
  const { host: server } = new URL(url);
  return { client, what: link, deadlineMs: DEADLINE_MS, look: async () => ({ ...(await client.look(link)), server, isToAccept: false }) };
}

/** Its sender may encrypt it only after it was accepted here, so it may take as long as it takes. @throws CommandFailure when nobody has logged in there */
export async function ownTarget({ id, server: named }: OwnShare): Promise<OpenTarget> {
  const credentials = await loadCredentials(ownEnvironment(), { server: named });
  if (credentials === null) throw new CommandFailure(EXIT.noPermission, NOT_LOGGED_IN);
  const { url, token } = credentials;
  // What is accepted here is opened by the keys that lie here: without a place for them nothing is accepted.
  const client = createClient({ url, token, keys: openKeyFiles(keysFolder(ownEnvironment(), url)), fetch: wayOut });
  const { host: server } = new URL(url);
  return {
    client,
    what: id,
    deadlineMs: Infinity,
    async look() {
      const { label, kind, sender, expiresAt, mode, status, files } = await client.view(id);
      const isToAccept = status === 'offered';
      return { id, label, kind, sender, expiresAt, server, isToAccept, files, needsPassphrase: needsPassphrase(mode) };
    },
  };
}

/** The server that the link names; of a link without its address, the one where this person is logged in. */
async function serverOf(link: string): Promise<string> {
  const named = /(https?:\/\/[^\s/]+)\/s\/[a-z2-7]{32}/i.exec(link)?.[1];
  if (named !== undefined) return named;
  const url = (await loadCredentials(ownEnvironment()))?.url;
  if (url === undefined) throw new CommandFailure(EXIT.input, 'That is no whole link: copy all of it, from https:// to its end.');
  return url;
}
