// The newest checkpoint of a log that witnesses have signed as well, kept beside its record. It says nothing that the record does not: it is
// made anew when it is lost.

import type { Checkpoint } from '../../crypto/tlog/checkpoint.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTag } from '../share.ts';
import { checkpointIn } from './state/log-state.ts';

export interface Cosigned {
  readonly checkpoint: Checkpoint;
  /** Signed by the log, then by the witnesses. */
  readonly note: string;
}

const SETTING = 'cosigned:';

export async function loadCosigned(store: SettingsStore, tag: TenantTag): Promise<Cosigned | null> {
  const note = await store.getSetting(`${SETTING}${tag}`);
  const checkpoint = note === null ? null : checkpointIn(note);
  return note === null || checkpoint === null ? null : { checkpoint, note };
}

export const saveCosigned = (store: SettingsStore, tag: TenantTag, note: string): Promise<void> =>
  store.putSetting(`${SETTING}${tag}`, note);
