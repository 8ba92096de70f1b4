// An envelope as a store keeps it.

import type { Envelope } from '../../src/core/ports/envelope-store.ts';
import type { Person, PersonKey, ShareId } from '../../src/core/share.ts';

const glassPerson = (name: string): Person => ({ key: `playground:toy:${name.toLowerCase()}` as PersonKey, name });

export const anEnvelope = (more: Partial<Envelope> = {}): Envelope => ({
  id: 'aaaaaabbbbbbbbbbbbbbbbbbbbbbbbbb' as ShareId,
  version: 1,
  label: 'Root',
  owner: glassPerson('Olga'),
  salt: 'salt',
  afterMs: 3_600_000,
  seal: 1,
  sealedAt: 1,
  hash: 'hash',
  payload: 'payload',
  drillPayload: 'drill',
  members: [
    { device: 'a', person: glassPerson('Ann'), name: 'laptop', isMachine: false, capsule: 'ca', drill: 'da' },
    { device: 'b', person: glassPerson('Ben'), name: 'desk', isMachine: false, capsule: 'cb', drill: 'db' },
    { device: 'm', person: glassPerson('Ann'), name: 'ci', isMachine: true, capsule: 'cm', drill: 'dm' },
  ],
  state: 'sealed',
  stale: 'no',
  asking: null,
  rotation: null,
  isRotating: false,
  nextAt: null,
  ...more,
});
