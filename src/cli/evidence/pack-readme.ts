// What a reader of an evidence pack needs to know, without nt2 and without us.

import type { PackSummary } from '../../core/evidence/pack.ts';

export const packReadme = (
  period: string,
  { logs, rows, receipts, without, entries }: PackSummary,
): string => `Hand-offs of secrets, ${period} (UTC)

This folder says who handed a secret to whom, when, how, and what became of it. It
holds no secret and no key to one. It names people: keep it accordingly.

  rows.csv, rows.json   ${rows} events, each with the people behind it
  receipts/             ${receipts} receipts of shares that ended in this month, each with the
                        signature of its log
  logs/                 for each of ${logs.length} logs: its checkpoint, which the log has signed,
                        and the entries from which the rows were made (${entries})
  reports/              reports of offboardings that were finished in this month
  pages.sha256          hashes of the pages that were served, if the log named them
  keys.txt              the public keys of the logs
  SHA256SUMS            hashes of all of these files
  check.sh              checks all of it

To check it, on any machine with a shell, coreutils and OpenSSL 3, without a network:

  sh check.sh --keys the-keys-that-you-have-from-elsewhere.txt

Keys that lie in the same folder as what they sign show little. Take them from an
earlier pack, from a receipt that you were given then, or ask the operator on another
way, and compare. If you have an earlier pack, check.sh --before THAT-FOLDER also
shows that its log is the beginning of this one.

What it shows if check.sh ends with "All of it holds":

  - Each entry stands in a log that the operator signed, at this place, and between
    the first and the last of them none was left out, added or changed.
  - What is said "by device" was signed by a browser, with a key that the operator
    does not have.
  - The people in a receipt are those that the log had a hash of from the beginning.

What it does not show:

  - That what the operator's server states is true: it shows that it was said then,
    and not changed since.
  - What the log never heard of.${
    without === 0
      ? ''
      : `
  - ${without} shares that ended in this month have no receipt any more: what it is made
    of was deleted when its time was over, or a person was erased.`
  }
`;
