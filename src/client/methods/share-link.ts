// A share that a link opens. Up to 40 KiB it is made and sealed in one request, which may be sent twice: the client chooses the id, and the
// server knows it again. A larger one is begun first, then uploaded, then sealed.

import { encodeBase32, encodeBase64, randomBytes } from '../../crypto/bytes.ts';
import type { Items } from '../../crypto/capsule/items.ts';
import { formatEvent } from '../../crypto/events/event.ts';
import { formatLabel, formatParties, openingHash } from '../../crypto/events/parties.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { limits } from '../../core/limits.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import { createShare, fetchTenant } from '../calls/new-shares.ts';
import { takeBack } from '../calls/mine.ts';
import { newOnce } from '../calls/once.ts';
import { createShareApi, type ShareApi } from '../calls/share-api.ts';
import type { ShareView } from '../answers/share-view.ts';
import type { MadeShare, AskingTenant } from '../answers/made-share.ts';
import { coverLines } from '../crypto/cover-lines.ts';
import { encryptItems, newLink, sealBody, type EncryptedPayload, type Sealable } from '../crypto/seal.ts';
import { postAgain } from '../wire/connection.ts';
import { hasFiles, withFiles, type FilesWish } from './new-files.ts';
import { deriveWords } from './passphrase.ts';

export interface LinkWish extends FilesWish {
  readonly label: string;
  readonly note: string;
  readonly kind: Kind;
  readonly template: string | undefined;
  readonly expiresInMs: number;
  /** Null: the link alone opens it. */
  readonly words: string | null;
}

/** `url` opens it. */
export async function shareByLink(call: ClientCall, items: Items, wish: LinkWish): Promise<MadeShare> {
  const tenant = taken(await fetchTenant(call.connection));
  // Every signature names the host: one for another name would be good for nothing, or for another server.
  if (tenant.host !== call.url.host) throw new ApiError('host');
  // Begun before a byte of a file is sent, so that what is refused is refused at once.
  if (hasFiles(wish))
    return beginAndSeal(call, wish, (begun) =>
      withFiles(call, { share: begun.view.id, items, wish }, async (whole) =>
        sealBegun(call, { ...begun, locked: await encryptItems(whole), wish }),
      ),
    );
  const locked = await encryptItems(items);
  const isInline = locked.bytes.length <= limits.inlinePayloadBytes;
  return isInline
    ? createAndSeal(call, { tenant, locked, wish })
    : beginAndSeal(call, wish, (begun) => sealBegun(call, { ...begun, locked, wish }));
}

interface Making {
  readonly tenant: AskingTenant;
  readonly locked: EncryptedPayload;
  readonly wish: LinkWish;
}

const modeOf = ({ words }: LinkWish): 'link' | 'link+words' => (words === null ? 'link' : 'link+words');
const withTemplate = ({ template }: LinkWish) => (template === undefined ? {} : { template });

async function createAndSeal(call: ClientCall, { tenant, locked, wish }: Making): Promise<MadeShare> {
  const { connection, url } = call;
  const { kind } = wish;
  const mode = modeOf(wish);
  // As the server writes them: the event that the capsule names holds their hash.
  const label = lineOf('label', wish.label, limits.label);
  const note = lineOf('note', wish.note, limits.note);
  const id = tenant.tag + encodeBase32(randomBytes(16));
  const [partiesSalt, labelSalt] = [encodeBase64(randomBytes(32)), encodeBase64(randomBytes(32))];
  const { now: createdAt, person } = tenant;
  const expiresAt = createdAt + wish.expiresInMs;
  const parties = formatParties({
    sender: person.key,
    recipient: null,
    platform: person.key.split(':').slice(0, 2).join(':'),
    label: null,
    labelHash: openingHash(labelSalt, formatLabel(label)),
  });
  const created = formatEvent({
    type: 'created',
    share: id,
    at: createdAt,
    by: 'server',
    lines: [
      ['mode', mode],
      ['entry', 'page'],
      ['via', 'api'],
      ['expires', new Date(expiresAt).toISOString()],
      ['parties', openingHash(partiesSalt, parties)],
    ],
  });
  const { seal, fragment } = await sealLink(call, {
    view: { id, mode, kind, created, expiresAt, acceptance: null },
    at: createdAt,
    locked,
    wish,
    says: { sender: person.name, label },
    payload: locked.bytes,
  });
  const body = { id, mode, kind, label, note, ...withTemplate(wish), createdAt, expiresAt, partiesSalt, labelSalt, seal };
  const answer = await createShare(connection, postAgain(body));
  await undoIfOver(call, id);
  const made = taken(answer);
  // It is the client that knows where it is, and what opens it.
  return { id, url: `${url.origin}/s/${id}#${fragment}`, expiresAt: made.expiresAt };
}

/** `seal`: answers what stands behind the #. */
async function beginAndSeal(
  call: ClientCall,
  wish: LinkWish,
  seal: (begun: Pick<BegunLink, 'api' | 'view'>) => Promise<string>,
): Promise<MadeShare> {
  const { connection, url } = call;
  const { label, note, kind, expiresInMs } = wish;
  const body = { mode: modeOf(wish), kind, label, note, ...withTemplate(wish), expiresInMs };
  const { id, expiresAt } = taken(await createShare(connection, postAgain(body, { 'idempotency-key': newOnce() })));
  const api = createShareApi(connection, id);
  const sealed = async (): Promise<string> => {
    const view = taken(await api.view());
    if (view.id !== id || view.mode !== body.mode) throw new ApiError('mismatch');
    return seal({ api, view });
  };
  const fragment = await sealed().catch(async (error: unknown) => {
    await call.undo((bare) => takeBack(bare, id));
    throw error;
  });
  return { id, url: `${url.origin}/s/${id}#${fragment}`, expiresAt };
}

/** A call that ended in between may have made it: nobody has its link, so it must not wait there. */
async function undoIfOver({ signal, undo }: ClientCall, id: string): Promise<void> {
  if (signal.aborted) await undo((connection) => takeBack(connection, id));
}

interface BegunLink {
  readonly api: ShareApi;
  readonly view: ShareView;
  readonly locked: EncryptedPayload;
  readonly wish: Pick<LinkWish, 'words'>;
}

/** Of a link that was begun empty: the payload, then the seal. The answer is what stands behind the #. */
export async function sealBegun(call: ClientCall, { api, view, locked, wish }: BegunLink): Promise<string> {
  taken(await api.putPayload(locked.bytes));
  const { seal, fragment } = await sealLink(call, { view, at: view.now, locked, wish, says: view, payload: null });
  taken(await api.seal(seal));
  return fragment;
}

interface LinkSeal {
  readonly view: Sealable;
  readonly at: number;
  readonly locked: EncryptedPayload;
  readonly wish: Pick<LinkWish, 'words'>;
  readonly says: { readonly sender: string | null; readonly label: string };
  readonly payload: EncryptedPayload['bytes'] | null;
}

async function sealLink(call: ClientCall, { view, at, locked, wish: { words }, says, payload }: LinkSeal) {
  const { key, fragment } = newLink(view.id);
  const { identity, hash, bytes, files } = locked;
  const seal = await sealBody({
    ...(await call.signing()),
    view,
    at,
    locked: { identity, hash, size: bytes.length, files },
    payload,
    link: key,
    words: words === null ? null : await deriveWords(words, { share: view.id, scrypt: call.scrypt }),
    says: coverLines(says),
  });
  return { seal, fragment };
}

function lineOf(field: string, text: string, most: number): string {
  const line = normalizeLine(text, most);
  if (line === null) throw new ApiError('input.invalid', { field, detail: `The ${field} must be one line of at most ${most} characters.` });
  return line;
}
