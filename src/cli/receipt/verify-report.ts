// What `nt2 verify` says: one sentence for each way in which a receipt fails, and the report of one that holds.

import type { ParsedEvent } from '../../crypto/receipt/parsed-event.ts';
import type { Evidence, NamedParties, PossibleForger, ReceiptReport, ReportEvent } from '../../crypto/receipt/report.ts';
import type { SshFault } from '../../crypto/tlog/sshsig.ts';
import type { ReceiptFault, ReceiptRefusal } from '../../crypto/receipt/verify.ts';
import { formatVkey } from '../../crypto/tlog/checkpoint.ts';
import { escapeInvisible } from '../../core/text-safety.ts';

export type Verdict =
  | {
      readonly ok: true;
      readonly story: ReceiptReport;
      /** The operator's signature over this very file. */
      readonly isSigned: boolean;
      /** Names under its checkpoint that may be of witnesses. Nothing of them was checked: the reader named none of them. */
      readonly unchecked: readonly string[];
    }
  | ReceiptRefusal
  | { readonly ok: false; readonly code: SshFault };

const WHY: Record<ReceiptFault | SshFault, string> = {
  'receipt.form': 'It isn’t in the form of a receipt: it was cut or altered, or is something else. Take the file as it was downloaded.',
  'checkpoint.form': 'Its checkpoint isn’t in the form of a checkpoint.',
  'checkpoint.key':
    'Its checkpoint isn’t signed by the key that you gave. It belongs to another log or year, or is forged: ask the operator for all keys of the log.',
  'checkpoint.signature': 'The signature on its checkpoint is wrong: what the log signed was altered.',
  'checkpoint.origin': 'Its checkpoint belongs to another log than the share does: the key is right, the log isn’t.',
  'checkpoint.witness':
    'Too few of the witnesses that you named have signed its checkpoint. Fetch the receipt again later; if that stays so, ask the operator and the witnesses.',
  'proof.inclusion': 'isn’t in the log at that place: it was altered, moved or made up.',
  'event.grammar': 'isn’t an event that nt2 writes.',
  'event.signature': 'isn’t signed by the device that it names.',
  'event.share': 'is about another share.',
  'event.order': 'can’t have happened at that point: an event is missing, repeated or in the wrong place.',
  'event.time': 'has a time that is further off than differing clocks can explain.',
  'ack.mismatch': 'claims a delivery, but doesn’t show what lay inside the capsule: nothing proves that it was decrypted.',
  'opening.parties': 'The names in it aren’t the ones that the log is bound to.',
  'opening.label': 'The label in it isn’t the one that the log is bound to.',
  'opening.opener': 'The key of the passphrase or link in it isn’t the one that the log is bound to.',
  'opening.workload': 'The second proof of the machine in it isn’t the one that was shown then.',
  'opening.approver': 'The second person in it isn’t the one that the log is bound to, or is one of the two.',
  'opening.proof': 'The proof of the passphrase or link in it isn’t the one that was shown then.',
  'consistency.checkpoint': 'The older checkpoint isn’t one of this log, signed by the key that you gave.',
  'signature.form':
    'The file that you gave as its signature has no signature in it: it was cut or altered, or is something else. Take both files as they were downloaded.',
  'signature.purpose': 'Its signature was made for another purpose, and says nothing about a receipt.',
  'signature.key': 'Its signature isn’t by a key of this log that you gave: it comes from another signer.',
  'signature.file':
    'Each event in it is sound, but its signature is over another file: this one was altered, events were left out, or it is another receipt of the share.',
  consistency: 'The log doesn’t continue the older checkpoint: it was rewritten, or the hashes belong to other sizes.',
};

const LINE_ENDS = 'Its line ends were changed on the way (CR LF). Take the file as it was downloaded, not from an email or an editor.';

/** One sentence, and where. */
export function explainFailure(
  verdict: Extract<Verdict, { ok: false }>,
  { text, signature }: { readonly text: string; readonly signature: string | null },
): string {
  if (verdict.code === 'receipt.form' && text.includes('\r')) return `${LINE_ENDS} (${verdict.code})`;
  if (verdict.code === 'signature.form' && signature?.includes('\r')) return `Its signature: ${LINE_ENDS} (${verdict.code})`;
  const where = 'event' in verdict ? `Event ${verdict.event + 1} ` : '';
  return `${where}${WHY[verdict.code]} (${verdict.code})`;
}

const BY: Record<PossibleForger, string> = {
  browser: 'anyone with that browser',
  'link-holder': 'anyone with the link',
  'words-holder': 'anyone who knows or guesses the passphrase',
  sender: 'the sender',
  recipient: 'the recipient',
  operator: 'the operator',
  platform: 'the chat platform',
};
const PROOF: Record<Evidence['kind'], string> = {
  device: 'signature of the device',
  link: 'proof of the link',
  words: 'proof of the passphrase',
  ack: 'preimage from inside the capsule',
  statement: 'statement of the server',
  workload: 'second proof, checked by the server',
};

/** The report, line by line. No name or label in it can move a terminal's cursor. */
export function formatReport({ story, isSigned, unchecked }: Extract<Verdict, { ok: true }>): string {
  const { log, parties } = story;
  return [
    'Receipt verified.',
    '',
    `share    ${story.share} (${story.mode}; the ${story.for}’s receipt)`,
    `parties  ${parties === null ? 'erased' : escapeInvisible(partiesLine(parties))}`,
    ...(story.workload === null
      ? []
      : [`second   token of ${escapeInvisible(`${story.workload.issuer} for ${story.workload.subject}`)}, as the server checked it`]),
    ...(story.approver === null ? [] : [`second   ${escapeInvisible(story.approver)} was asked and answered, as the server says`]),
    `end      ${story.cause ?? 'not yet, as far as this checkpoint goes'}`,
    `log      ${log.origin}, ${log.size} leaves, root ${log.root}`,
    `key      ${formatVkey(log.key)}`,
    `older    ${log.isConsistent ? 'the checkpoint that you gave is a beginning of this log, or its continuation' : 'no other checkpoint was given'}`,
    ...log.cosignatures.map(({ name, at }) => `witness  ${escapeInvisible(name)}, ${new Date(at).toISOString()}`),
    ...(unchecked.length > 0
      ? [`others   have a line under it too, not checked without their keys (--witness): ${escapeInvisible(unchecked.join(', '))}`]
      : []),
    `whole    ${isSigned ? 'the log’s key has signed this very file: the operator’s word that nothing is left out' : 'no signature was given: put receipt.txt.sig beside the file, or name it with --signature'}`,
    '',
    ...story.events.map(eventLines),
    'Not proven: whose a browser is; that nothing was copied; that the ciphertext was deleted; that clocks were right;',
    'that no further event was left out (the whole log, or the SSH signature over the file, shows that).',
  ].join('\n');
}

const partiesLine = ({ sender, recipient, label }: NamedParties): string =>
  `${sender} to ${recipient ?? 'anyone with the link'}${label === null ? '; the label has been erased' : `: ${label}`}`;

function eventLines({ index, facts, evidence }: ReportEvent): string {
  const proofs = evidence.map(
    ({ kind, forgers }) => `${' '.repeat(26)}${PROOF[kind]}; could be forged by ${forgers.map((one) => BY[one]).join(' or ')}\n`,
  );
  return `${new Date(facts.at).toISOString()}  ${facts.type}${detail(facts)} (leaf ${index})\n${proofs.join('')}`;
}

function detail(facts: ParsedEvent): string {
  switch (facts.type) {
    case 'ended':
      return `: ${facts.cause}`;
    case 'notified':
      return `: ${facts.surface}${facts.message === null ? ', refused by chat' : ''}`;
    case 'refused':
      return `: ${facts.what}, ${facts.count}`;
    case 'accepted':
      return facts.device === null ? ' by a press in chat' : '';
    case 'sealed':
      return facts.by === 'server' ? ' by the server, which saw it' : '';
    case 'asked-approval':
      return ` of ${facts.approvers}, until ${new Date(facts.until).toISOString()}`;
    case 'approval':
      return `: ${facts.answer}`;
    case 'extended':
      return ` until ${new Date(facts.expiresAt).toISOString()}`;
    case 'created':
    case 'entered':
    case 'claimed':
    case 'delivered':
      return '';
  }
}
