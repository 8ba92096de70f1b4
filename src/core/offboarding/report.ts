// The report of an offboarding, as Markdown that prints well. The log has its hash, and the log's key signs it.

import { escapeInvisible } from '../text-safety.ts';
import { OFFBOARD_STEPS, openSteps, type Offboarding, type OffboardStep } from './record.ts';

const SAYS: Readonly<Record<OffboardStep, string>> = {
  rotate: 'Rotated everything that they ever opened',
  'secrets-manager': 'Removed from the secrets manager, and its access log read',
  repositories: 'Removed from repositories and their deploy keys',
  cloud: 'Removed from cloud accounts, their keys and roles ended',
  logs: 'Logs of the last 48 hours read',
  network: 'Removed from VPN, SSH and allow-lists',
  'code-scan': 'Code scanned for secrets that they left',
  messages: 'Messages searched for secrets that were pasted',
  document: 'Written down where the team keeps it',
};

const time = (at: number): string => new Date(at).toISOString();
const plain = (text: string): string => escapeInvisible(text).replaceAll(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`);
const named = ({ key, name }: { readonly key: string; readonly name: string }): string =>
  name === '' ? plain(key) : `${plain(name)} (${plain(key)})`;

/** `states`: how the rotation of each value stands now. The text of one state is the same whenever it is made. */
export function formatOffboardingReport(offboarding: Offboarding, states: ReadonlyMap<string, string>): string {
  const { id, tenant, person, by, startedAt, done, opened, ticks, closed } = offboarding;
  const open = openSteps(offboarding);
  const lines = [
    `# Offboarding of ${named(person)}`,
    '',
    `- Report: ${id}`,
    `- Workspace: ${plain(tenant)}`,
    `- Begun: ${time(startedAt)} by ${named(by)}`,
    `- ${open.length === 0 && closed !== null ? `Finished: ${time(closed.at)}` : `Not finished: ${open.length} of ${OFFBOARD_STEPS.length} steps are open`}`,
    '',
    '## What nt2 did',
    '',
    ...(done === null
      ? ['- Not finished yet.']
      : [
          `- Took back ${done.shares.length} shares that waited for them or from them${done.open > 0 ? `; ${done.open} were open in a browser and end by themselves` : ''}.`,
          `- Ended ${done.browsers} browsers and terminals with all sessions, and the keys that they left.`,
          `- Ended ${done.machines} machines and ${done.tokens} tokens.`,
          ...(done.envelopes ? [`- Took them out of ${done.envelopes} envelopes, which their owners have to seal again.`] : []),
          `- Had ${opened.length} values due for a change, at ${time(done.at)}.`,
        ]),
    '',
    '## What people did',
    '',
    ...OFFBOARD_STEPS.map((step) => {
      const tick = ticks[step];
      return tick === undefined ? `- [ ] ${SAYS[step]}` : `- [x] ${SAYS[step]}: ${named(tick.by)}, ${time(tick.at)}`;
    }),
    '',
    '## What they ever opened',
    '',
    ...(opened.length === 0
      ? ['Nothing that nt2 remembers.']
      : ['| share | what | from | opened | days ago | rotation |', '| --- | --- | --- | --- | --- | --- |']),
    ...opened.map(({ share, value, label, kind, giver, at }) => {
      const days = Math.max(0, Math.floor((startedAt - at) / 86_400_000));
      const what = label === '' ? kind : plain(label);
      return `| ${share} | ${what} | ${named(giver)} | ${time(at)} | ${days} | ${states.get(value) ?? 'none'} |`;
    }),
    '',
  ];
  return lines.join('\n');
}
