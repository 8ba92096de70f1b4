// Whole lives of link shares, as a program and two browsers lead them over HTTP, with real cryptography.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkProofSigner } from '../../../src/crypto/keys/link.ts';
import { credential, newBrowser, programShare, sealing } from '../../support/actors.ts';
import type { Dice } from '../dice.ts';
import { programOf } from '../stage/operator.ts';
import { askAs, canaryKey, CANARY, claimBy, deliverBy, lookAt, type Ground, type Life } from './life.ts';

/**
 * `race`: two devices claim at the same moment, and who gets it delivers. `hold`: as before, and nobody delivers yet. `recall`: taken back
 * at once. `rush`: taken back while it is claimed. `wait`: nobody comes yet.
 */
const COURSES = ['race', 'race', 'race', 'race', 'race', 'hold', 'recall', 'rush', 'wait', 'wait'] as const;
/** The shortest that there is: a clock that jumps finds them over. */
const WAIT_MS = 15 * 60_000;

export async function leadLinkLife(ground: Ground, { n, rate, dice }: { n: number; rate: number; dice: Dice }): Promise<Life> {
  const course = dice.pick(COURSES);
  const dwellMs = dice.roll() < 0.5 ? 0 : dice.between(0, ground.dwellMs);
  const [sender, owner, rival] = await Promise.all([newBrowser(ground.host), newBrowser(ground.host), newBrowser(ground.host)]);
  const linkKey = canaryKey();
  const at = Date.now();
  const label = `Key ${n}`;
  const by = `local:local:${programOf(n)}`;
  const share = programShare({ tag: ground.tag, sender: by, platform: 'local:local', label, mode: 'link', at, forMs: WAIT_MS });
  const sealed = await sealing(sender, share, { at, items: credential(`${CANARY}${randomBytes(8).toString('hex')}`, label), linkKey });
  const openers = { link: await linkProofSigner(linkKey, share.id) };
  const how = { known: share, statement: sealed.input.note, linkKey, openers };
  const authorization = (): Record<string, string> => ({ authorization: `Bearer ${ground.token(n)}` });

  const life: Life = {
    id: share.id,
    rate,
    accepted: false,
    opened: [],
    delivered: false,
    ended: '',
    last: '',
    async again(who) {
      // The one who got it comes back first; else the one for whom it was.
      const mine = life.opened[0] === rival.device.publicKey ? rival : owner;
      const browser = who === 'owner' ? mine : await newBrowser(ground.host);
      const { ack } = await claimBy(browser, ground, life, how);
      if (ack !== '' && course !== 'hold') await deliverBy(browser, ground, life, ack);
    },
    look: () => lookAt(ground, life, authorization),
  };

  const { id, mode, createdAt, expiresAt, partiesSalt, labelSalt } = share;
  const { note, device, capsule, payload, openers: locks } = sealed.input;
  const seal = { note, device, capsule: b64(capsule), payload: b64(payload ?? new Uint8Array()), openers: locks };
  const kind = ground.kindOf(n);
  const askedAt = Date.now();
  const body = { id, mode, kind, label, note: '', createdAt, expiresAt, partiesSalt, labelSalt, seal };
  const made = await askAs(ground, () => ({ method: 'POST', path: '/api/shares', headers: authorization(), body }));
  if (made !== null) life.begun = { id, kind, askedAt, answeredAt: Date.now(), code: made.status === 201 ? '' : made.code };
  if (made?.status !== 201) {
    life.last = made?.code ?? 'nothing';
    return life;
  }
  life.accepted = true;

  await sleep(dwellMs);
  const takeBack = async (): Promise<void> => {
    const reply = await askAs(ground, () => ({ method: 'POST', path: `/api/shares/${id}/revoke`, headers: authorization(), body: {} }));
    if (reply?.status === 204) life.ended = 'revoked';
  };
  const open = (browser: typeof owner) => claimBy(browser, ground, life, how);
  switch (course) {
    case 'race':
    case 'hold': {
      const [mine, theirs] = await Promise.all([open(owner), open(rival)]);
      if (course === 'hold') break;
      if (mine.ack !== '') await deliverBy(owner, ground, life, mine.ack);
      if (theirs.ack !== '') await deliverBy(rival, ground, life, theirs.ack);
      break;
    }
    case 'recall':
      await takeBack();
      await open(rival);
      break;
    case 'rush': {
      const [mine] = await Promise.all([open(owner), takeBack()]);
      if (mine.ack !== '') await deliverBy(owner, ground, life, mine.ack);
      break;
    }
    case 'wait':
  }
  return life;
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
