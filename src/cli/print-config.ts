// `nt2 config`: prints the settings, as documentation or as this machine has them. Of a secret it prints only whether it is given.

import { EXIT_CONFIG } from '../config/exit-code.ts';
import { readConfig, readRaw, renameSentences } from '../config/read.ts';
import type { Setting } from '../config/setting.ts';
import { SETTINGS } from '../config/settings.ts';
import { print, UsageError } from './output.ts';

export function printConfig(args: readonly string[]): number {
  if (args.length === 1 && args[0] === '--markdown') return print(configMarkdown());
  if (args.length > 0) throw new UsageError('nt2 config takes --markdown or nothing');
  const lines = Object.entries(SETTINGS as Record<string, Setting>).map(([name, setting]) => {
    const { isGiven, text } = readRaw(name, setting);
    if (!isGiven && text === '') return `${name.padEnd(24)} ${setting.defaultValue === null ? '(missing)' : '(not set)'}`;
    return `${name.padEnd(24)} ${isGiven ? (setting.secret ? '(given)' : text) : `${text}  (default)`}`;
  });
  print(lines.join('\n'));
  for (const sentence of renameSentences()) console.error(sentence);
  const read = readConfig();
  if (read.ok) return 0;
  for (const { name, message } of read.issues) console.error(`${name} ${message}`);
  return EXIT_CONFIG;
}

/** docs/configuration.md, made from the literal in src/config/settings.ts. */
export function configMarkdown(): string {
  const rows = Object.entries(SETTINGS as Record<string, Setting>).map(([name, { defaultValue, doc, secret }]) => {
    const names = secret ? `\`${name}\`<br>\`${name}_FILE\`` : `\`${name}\``;
    const fallback = defaultValue === null ? 'required' : defaultValue === '' ? 'empty' : `\`${defaultValue}\``;
    return `| ${names} | ${fallback} | ${doc.replaceAll('|', '\\|')} |`;
  });
  return `# Configuration

<!-- Made by \`nt2 config --markdown\` from src/config/settings.ts. Change it there. -->

nt2 reads its settings from the environment, once, at its start. When any of them is at fault it lists all faults, without their values, and ends with exit code 78. A name that begins with \`NT2_\` and stands in no row is a fault too, so that a typing error is not taken for silence.

Each secret may stand in a file instead, named by \`<NAME>_FILE\`; white space around it is cut off.

A file of settings such as \`nt2.env\` is read by a shell (\`set -a; . ./nt2.env\`), by \`docker run --env-file\`, by Compose and by systemd, and they do not agree on much. One form is right for all of them: \`NAME=value\`, without quotes, spaces, \`~\`, \`$\` or \`&\`, and each comment on a line of its own. A value that needs one of these goes into a file of its own, named by \`<NAME>_FILE\`. nt2 refuses a value that stands in quotes, and a path that begins with \`~\` or holds \`$\`, quotes or a comment: it would be another folder than you mean.

| setting | when absent | meaning |
| --- | --- | --- |
${rows.join('\n')}

A setting that had another name before is [still understood under it](upgrade.md#names-that-changed) for one release.

To begin: \`nt2 init\` writes the first of them, with a root secret that only you can read. \`nt2 doctor\` checks the rest.
`;
}
