// Which controls of two frameworks an event of the log is evidence for, and what it shows. It helps collect evidence, and attests nothing.

import type { EventType, LogEventType } from '../../crypto/events/event.ts';

export interface Mapping {
  /** Trust Services Criteria of SOC 2. */
  readonly soc2: readonly ('CC6.1' | 'CC6.2' | 'CC6.3')[];
  /** Annex A of ISO/IEC 27001:2022. */
  readonly iso: readonly ('A.5.14' | 'A.5.17' | 'A.8.10')[];
  readonly shows: string;
}

export const CONTROLS: Readonly<Record<EventType | LogEventType, Mapping>> = {
  created: {
    soc2: ['CC6.1', 'CC6.2'],
    iso: ['A.5.14', 'A.5.17'],
    shows: 'A named person began to hand something to a named person, or to the holder of a link, until a set time.',
  },
  notified: { soc2: [], iso: ['A.5.14'], shows: 'Chat took, or refused, a message about it. The message holds no secret.' },
  entered: {
    soc2: ['CC6.1'],
    iso: ['A.5.14'],
    shows: 'An encrypted secret was uploaded: its hash and size are known, its content is not.',
  },
  accepted: { soc2: ['CC6.2'], iso: ['A.5.17'], shows: 'The recipient agreed before anything was released.' },
  sealed: { soc2: ['CC6.1'], iso: ['A.5.14', 'A.5.17'], shows: 'The secret was encrypted for this recipient, link or words.' },
  refused: { soc2: ['CC6.1'], iso: [], shows: 'An attempt without the right to it was refused.' },
  claimed: { soc2: ['CC6.1'], iso: ['A.5.14'], shows: 'It was released to one device, once.' },
  delivered: { soc2: [], iso: ['A.5.14'], shows: 'That device proved that it could decrypt it.' },
  extended: { soc2: ['CC6.1'], iso: ['A.5.14'], shows: 'The person who began it let it wait longer, until a set time.' },
  'asked-approval': {
    soc2: ['CC6.1', 'CC6.2'],
    iso: ['A.5.14'],
    shows: 'A second person was asked to agree before the recipient was told.',
  },
  approval: { soc2: ['CC6.1', 'CC6.2'], iso: ['A.5.14'], shows: 'A second person agreed or refused, or nobody did in time.' },
  ended: { soc2: ['CC6.3'], iso: ['A.8.10'], shows: 'Access to it ended, and the server states that its ciphertext was deleted.' },
  key: { soc2: [], iso: [], shows: 'The log named the key that signs it from then on.' },
  begun: { soc2: [], iso: [], shows: 'The log was begun anew, because the one before could not be continued.' },
  forgotten: { soc2: [], iso: ['A.8.10'], shows: 'What named the people of a share was erased.' },
  exported: { soc2: [], iso: ['A.5.14'], shows: 'A copy of the log, or of this evidence, was taken away.' },
  bound: { soc2: ['CC6.1'], iso: ['A.5.17'], shows: 'A link from chat made a browser known as that of a person.' },
  signin: { soc2: ['CC6.1'], iso: ['A.5.17'], shows: 'A known browser signed in by its key.' },
  unbound: { soc2: ['CC6.3'], iso: ['A.5.17'], shows: 'A browser of a person is known no more.' },
  demand: { soc2: ['CC6.1'], iso: ['A.5.17'], shows: 'A machine must show a token of its provider from here on, or no longer.' },
  envelope: {
    soc2: ['CC6.1'],
    iso: ['A.5.17'],
    shows: 'Something that was sealed for an emergency was sealed, asked for, agreed to, refused or opened.',
  },
  pages: { soc2: [], iso: [], shows: 'From here on the server gave browsers the pages of this build.' },
  policy: { soc2: ['CC6.1'], iso: ['A.5.14'], shows: 'From here on this version of the operator’s policy was in force.' },
  pruned: { soc2: [], iso: ['A.8.10'], shows: 'Entries older than the operator keeps were dropped; their hashes stay.' },
};
