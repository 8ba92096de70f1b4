// Shares that already wait for their recipient, for walks that begin there: the sender's part is signed and sealed without a browser.

import type { Page } from 'playwright-core';
import { keyOf, TENANT } from '../../src/adapters/playground/config.ts';
import { limits } from '../../src/core/limits.ts';
import type { Result } from '../../src/core/refusal.ts';
import type { Kind, Mode, Person, Share } from '../../src/core/share.ts';
import { formatFragment } from '../../src/crypto/keys/link.ts';
import { generatePassphrase } from '../../src/crypto/passphrase/wordlist.ts';
import { messages } from '../support/page-messages.ts';
import { newBrowser, sealing } from '../support/actors.ts';
import { acceptHere } from './go.ts';
import { enterBy } from './chat.ts';
import { heading, hideKey, LABEL } from './people.ts';
import { PATIENCE_MS, type Stage } from './stage.ts';

export const alex: Person = { key: keyOf('alex'), name: 'Alex' };
export const contractor: Person = { key: keyOf('contractor'), name: 'Contractor' };

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

/** Asked for by Alex, of the contractor where it is not a link. */
export async function begun(
  stage: Stage,
  mode: Mode,
  { note = '', kind = 'credential', label = LABEL }: { note?: string; kind?: Kind | undefined; label?: string | undefined } = {},
): Promise<Share> {
  const common = { kind, label, note, entry: 'page', via: 'chat', place: null } as const;
  const recipient = mode.startsWith('link') ? null : contractor;
  const expiresInMs = limits.expiry.initial;
  return must(await stage.app.shares.create({ ...common, sender: alex, recipient, tenant: TENANT, mode, expiresInMs }));
}

/** Keys that a walk chooses itself. */
type Chosen = Pick<Parameters<typeof sealing>[2], 'linkKey' | 'lock'>;

async function sealed(stage: Stage, share: Share, more: Chosen & { words?: string; recipient?: string }) {
  const secret = stage.secret();
  const fields = [{ name: LABEL, value: secret, hidden: true }];
  const items = { v: 1 as const, items: [{ kind: 'credential' as const, label: LABEL, fields }] };
  const sender = await newBrowser(new URL(stage.url).host);
  const { input, linkKey } = await sealing(sender, share, { at: Date.now(), items, ...more });
  must(await stage.app.shares.seal(share.id, alex.key, input));
  return { secret, linkKey };
}

/** A link that nobody has opened yet, and the words that belong to it. */
export async function waitingLink(
  stage: Stage,
  { words = false, choose = () => ({}) }: { words?: boolean; choose?: (share: Share) => Chosen } = {},
) {
  const share = await begun(stage, words ? 'link+words' : 'link');
  const told = words ? generatePassphrase() : null;
  const { secret, linkKey } = await sealed(stage, share, { ...choose(share), ...(told !== null && { words: told }) });
  if (linkKey === null) throw new Error('a link without its key');
  const link = `${stage.url}/s/${share.id}#${formatFragment(linkKey, share.id)}`;
  hideKey(stage, link);
  if (told !== null) stage.hide(told);
  return { link, secret, words: told, id: share.id };
}

/** Sealed for the contractor's browser, which has accepted it and is open at "ready". */
export async function waitingSealed(stage: Stage, { note = '' } = {}): Promise<{ theirs: Page; secret: string; id: string }> {
  const share = await begun(stage, 'sealed', { note });
  const profile = await stage.profile();
  const theirs = await enterBy(profile, await stage.button(contractor, share.id));
  await acceptHere(theirs);
  await heading(theirs, messages.waiting.title('Alex')).waitFor();
  const { state } = await stage.share(share.id);
  const recipient = state.status === 'accepted' ? state.acceptance.key : null;
  if (recipient === null) throw new Error('accepted without a key');
  const { secret } = await sealed(stage, share, { recipient });
  await heading(theirs, messages.ready.title).waitFor({ timeout: 2 * PATIENCE_MS });
  return { theirs, secret, id: share.id };
}
