// Shares that no page seals: the secret typed into a form in chat, and a program's share made in one request.

import { describe, expect, it } from 'vitest';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { limits } from '../../src/core/limits.ts';
import { accepting, credential, opening, programShare, scryptNative, sealing } from '../support/actors.ts';
import { alex, casey, mallory, openWorld, TENANT } from '../support/world.ts';
import { SECRET, WORDS, must, code, openShares } from './shares-world.ts';

const SALT = `${'A'.repeat(43)}=`;

describe('modal entry', () => {
  it.each(['sealed', 'words', 'sealed+words'] as const)(
    'in %s mode the server seals, says so in the log, and the recipient opens',
    async (mode) => {
      const { world, recipient, create, claim } = await openShares();
      const share = await create(mode, { entry: 'modal' });
      const accepted = await accepting(recipient, share, world.now);
      if (mode.startsWith('sealed')) {
        expect(code(await world.shares.sealInChat(share.id, alex.key, { secret: SECRET, words: WORDS }))).toBe('share.not_yet');
        must(await world.shares.accept(share.id, casey.key, accepted.input));
      } else must(await world.shares.acceptInChat(share.id, casey.key, 'press'));
      must(await world.shares.sealInChat(share.id, alex.key, { secret: SECRET, words: WORDS }));
      const { seal } = must(await world.shares.view(share.id, [casey.key]));
      expect(seal!.statement).toContain('by server');
      const wordsKey = seal!.scryptSalt
        ? await derivePassphraseKeys({ words: WORDS, salt: seal!.scryptSalt, share: share.id, scrypt: scryptNative })
        : null;
      const released = must(await claim(recipient, { share, by: casey.key, linkKey: null, wordsKey }));
      const opened = await opening(share, released, seal!.statement, { accept: accepted.key, ...(wordsKey && { words: wordsKey }) });
      expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    },
  );

  it('is refused when the operator switched it off, and on a share that was not begun for it', async () => {
    const { world, create } = await openShares();
    const off = await openWorld({ modalEntry: false });
    try {
      const input = {
        sender: alex,
        recipient: casey,
        tenant: TENANT,
        mode: 'words',
        entry: 'modal',
        via: 'chat',
        kind: 'note',
        label: '',
        note: '',
        place: null,
        expiresInMs: limits.expiry.initial,
      } as const;
      expect(code(await off.shares.create(input))).toBe('entry.off');
    } finally {
      await off.close();
    }
    const share = await create('words');
    expect(code(await world.shares.sealInChat(share.id, alex.key, { secret: SECRET, words: WORDS }))).toBe('entry.off');
  });
});

describe('a program', () => {
  it('makes a link share in one request, and its reader opens it', async () => {
    const { world, sender, recipient, claim } = await openShares();
    const known = programShare({
      tag: world.ids.tagOf('local:local'),
      sender: alex.key,
      platform: 'local:local',
      label: 'CI key',
      mode: 'link',
      at: world.now,
      forMs: limits.expiry.initial,
    });
    const { input, linkKey } = await sealing(sender, known, { at: world.now, items: credential(SECRET) });
    const request = { ...known, sender: alex, tenant: 'local:local', kind: 'credential', note: '', mode: 'link', seal: input } as const;
    const share = must(await world.shares.createSealed(request));
    expect(share.created).toBe(known.created);
    // The same request again is a lost answer; other contents, or another sender, do not learn or change anything.
    expect(must(await world.shares.createSealed(request)).version).toBe(1);
    const other = await sealing(sender, known, { at: world.now, items: credential('other') });
    expect(code(await world.shares.createSealed({ ...request, seal: other.input }))).toBe('share.exists');
    expect(await world.shares.createSealed({ ...request, sender: mallory })).toMatchObject({ code: 'input.invalid', field: 'id' });
    const released = must(await claim(recipient, { share, by: null, linkKey, wordsKey: null }));
    const { items } = await opening(known, released, input.note, { linkKey });
    expect(items.items[0]?.fields[0]?.value).toBe(SECRET);
  });

  it.each([
    ['another tenant’s tag', { id: `zzzzzz${'a'.repeat(26)}` }],
    ['an id that is none', { id: 'x' }],
    ['a time that is not now', { createdAt: 0 }],
    ['a negative wait', { expiresAt: 0 }],
    ['a huge wait', { expiresAt: Number.MAX_SAFE_INTEGER }],
    ['a wait that is no number', { expiresAt: Number.NaN }],
    ['a salt that is none', { partiesSalt: 'x' }],
    ['a salt of the label that is none', { labelSalt: 'x' }],
    ['one salt for names and label', { partiesSalt: SALT, labelSalt: SALT }],
    ['control characters in the label', { label: 'a\u0000b' }],
  ])('is refused with %s', async (_, wrong) => {
    const { world, sender } = await openShares();
    const known = programShare({
      tag: world.ids.tagOf('local:local'),
      sender: alex.key,
      platform: 'local:local',
      label: '',
      mode: 'link',
      at: world.now,
      forMs: limits.expiry.initial,
    });
    const { input } = await sealing(sender, known, { at: world.now, items: credential(SECRET) });
    const answer = await world.shares.createSealed({
      ...known,
      sender: alex,
      tenant: 'local:local',
      kind: 'credential',
      note: '',
      mode: 'link',
      seal: input,
      ...wrong,
    });
    expect(code(answer)).toMatch(/^(input\.(invalid|expiry)|proof\.stale)$/);
  });
});
