// Settings that had another name before. nt2 takes a value under the old name as if it stood under the new one.

import type { ConfigIssue, Environment } from './setting.ts';
import { SETTINGS, type SettingName } from './settings.ts';

export const RENAMED = [
  { from: 'NT2_DATA', to: 'NT2_STATE_DIR' },
  { from: 'NT2_LOG_DIR', to: 'NT2_CHECKPOINT_DIR' },
  { from: 'NT2_LOG_YEARS', to: 'NT2_TLOG_RETENTION_YEARS' },
  { from: 'NT2_SHRED_URL', to: 'NT2_KEY_STORE_URL' },
] as const satisfies readonly { readonly from: string; readonly to: SettingName }[];

/** The release that no longer understands these names. */
export const OLD_NAMES_END = '0.2.0';

interface OldName {
  /** As it stands in the environment: the name, or the name with `_FILE` at its end. */
  readonly from: string;
  readonly to: string;
}

export interface Translation {
  /** The environment under the present names. */
  readonly env: Environment;
  readonly oldNames: readonly OldName[];
  /** By present name, the old one under which the operator gave it: faults name what stands in the settings. */
  readonly asGiven: ReadonlyMap<string, string>;
  readonly issues: readonly ConfigIssue[];
}

export function translateOldNames(env: Environment): Translation {
  const translated: Record<string, string | undefined> = { ...env };
  const oldNames: OldName[] = [];
  const asGiven = new Map<string, string>();
  const issues: ConfigIssue[] = [];
  const valueOf = (name: string): string => env[name]?.trim() ?? '';
  for (const { from, to } of RENAMED) {
    const forms = 'secret' in SETTINGS[to] ? ['', '_FILE'] : [''];
    const isTaken = forms.some((form) => valueOf(to + form) !== '');
    const isOld = forms.some((form) => valueOf(from + form) !== '');
    for (const form of forms) {
      const value = valueOf(from + form);
      delete translated[from + form];
      if (isOld && !isTaken) asGiven.set(to + form, from + form);
      if (value === '') continue;
      oldNames.push({ from: from + form, to: to + form });
      if (!isTaken) translated[to + form] = value;
      else if (valueOf(to + form) !== value)
        issues.push({ name: from + form, message: `is the old name of ${to + form}, which says something else: keep ${to} alone.` });
    }
  }
  return { env: translated, oldNames, asGiven, issues };
}

export const renameSentence = ({ from, to }: OldName): string =>
  `${from} is called ${to} now: rename it. nt2 understands the old name until ${OLD_NAMES_END}.`;
