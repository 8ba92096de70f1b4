// The policy that this process works under: loaded at the start, and again when the operator asks. A file with faults changes nothing.

import { readSecretFile } from '../config/secret-file.ts';
import type { Config } from '../config/settings.ts';
import type { PolicyAnnouncer } from '../core/policy/announce.ts';
import type { Policy } from '../core/policy/policy.ts';
import { summarize } from '../core/policy/sentences.ts';
import type { TenantTag } from '../core/share.ts';
import { Fault } from '../core/refusal.ts';
import type { Logger } from '../logging/logger.ts';
import type { HealthPart } from '../core/ports/siblings.ts';

/** Reads a file that a setting names; throws where it cannot. */
export type ReadFile = (path: string) => string;

export interface LoadedPolicies {
  current(): Policy | null;
  /** Null: it is the policy now. Else what is wrong with the file, and all stays as it was. */
  load(read: ReadFile): readonly string[] | null;
  /** Of the last try, where it failed. */
  trouble(): readonly string[] | null;
}

/** @throws Fault `policy.unfit` with every fault of the file, each on its line. */
export async function openPolicy(
  { NT2_POLICY: path }: Pick<Config, 'NT2_POLICY'>,
  read: ReadFile = readSecretFile,
): Promise<LoadedPolicies> {
  if (path === null) return { current: () => null, load: () => null, trouble: () => null };
  // Without a policy no one pays for its reader.
  const { loadPolicy } = await import('../policy/load.ts');
  const first = loadPolicy(path, read);
  if (!first.ok) throw new Fault('policy.unfit', first.sentences.join('\n'));
  let { policy } = first;
  let trouble: readonly string[] | null = null;
  return {
    current: () => policy,
    load(again) {
      const next = loadPolicy(path, again);
      trouble = next.ok ? null : next.sentences;
      if (next.ok) policy = next.policy;
      return trouble;
    },
    trouble: () => trouble,
  };
}

interface Deps {
  readonly policies: LoadedPolicies;
  readonly announcer: PolicyAnnouncer;
  readonly tags: () => Promise<readonly TenantTag[]>;
  readonly log: Logger;
}

/** What the operator can see of the policy, and ask of it. */
export function createPolicyControl({ policies, announcer, tags, log }: Deps) {
  async function tell(): Promise<void> {
    const policy = policies.current();
    if (policy !== null) log({ level: 'info', event: 'policy.loaded', detail: `${summarize(policy)}.` });
    await announcer.announceAll(await tags());
  }
  return {
    tell,
    /** Never throws: while the store does not answer, the policy holds all the same, and the next share has the log name it first. */
    async reload(read: ReadFile): Promise<void> {
      const faults = policies.load(read);
      if (faults !== null) {
        const detail = `The policy before is still in force. ${faults.join(' ')}`;
        return log({ level: 'error', event: 'policy.refused', code: 'policy.unfit', detail });
      }
      await tell().catch((error: unknown) => {
        const code = error instanceof Fault ? error.code : 'fault';
        log({
          level: 'error',
          event: 'policy.unnamed',
          code,
          detail: 'The policy is in force, and the logs name it once the store answers.',
        });
      });
    },
    /** Whether the last reload was refused. Null: there is no policy. */
    isRefused: (): boolean | null => (policies.current() === null ? null : policies.trouble() !== null),
    /** Null: there is no policy. */
    async health(): Promise<HealthPart | null> {
      const policy = policies.current();
      if (policy === null) return null;
      const said = summarize(policy);
      const faults = policies.trouble();
      if (faults !== null)
        return { ok: false, detail: `In force: ${said}. The file was changed since and has faults: \`nt2 policy check\` lists them.` };
      const last = await announcer.lastLoaded();
      if (last === null || last.hash === policy.hash) return { ok: true, detail: `In force: ${said}.` };
      const other = last.hash === 'none' ? 'none' : `${last.version} (SHA-256 ${last.hash})`;
      return {
        ok: false,
        detail: `In force here: ${said}. Another instance has loaded ${other} since: give all the same file, and send each SIGHUP.`,
      };
    },
  };
}
