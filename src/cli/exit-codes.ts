// Exit codes of the commands that talk to a server, by what it refused: numbers as sysexits.h names them, so that scripts can tell what helps.

/** Sooner or later each of these is read by a script: a number never changes its meaning. */
export const EXIT = {
  done: 0,
  /** nt2 could not do it, and nothing below fits. */
  failed: 1,
  /** The other person, a policy or the life of the share says no: asking again changes nothing. */
  refused: 2,
  /** What was looked for is there: `nt2 scan`. */
  found: 3,
  /** EX_USAGE */
  usage: 64,
  /** EX_DATAERR: what was given in is empty, too large, or not text. */
  input: 65,
  /** EX_NOUSER */
  noPerson: 67,
  /** EX_UNAVAILABLE: no server answers at that address. */
  away: 69,
  /** EX_SOFTWARE: a fault of the server, or of nt2. */
  fault: 70,
  /** EX_CANTCREAT */
  cannotWrite: 73,
  /** EX_TEMPFAIL: the same again later. */
  later: 75,
  /** EX_NOPERM: not signed in, or not allowed with this token. */
  noPermission: 77,
  /** EX_CONFIG */
  config: 78,
  /** As a shell reports what Ctrl-C ended: 128 and the signal's number. */
  interrupted: 130,
} as const;

/** Codes that are no refusal of a share's life: by their whole name, else by what stands before the dot. */
const BY_CODE: Readonly<Record<string, number>> = {
  network: EXIT.away,
  deadline: EXIT.away,
  answer: EXIT.fault,
  aborted: EXIT.interrupted,
  host: EXIT.away,
  passphrase: EXIT.input,
  'server.fault': EXIT.fault,
  'person.refused': EXIT.noPerson,
  'share.not_yet': EXIT.later,
  'share.not_sender': EXIT.noPermission,
  'share.not_recipient': EXIT.noPermission,
  'proof.wait': EXIT.later,
  'proof.stale': EXIT.config,
  'entry.busy': EXIT.later,
  'evidence.busy': EXIT.later,
  'file.busy': EXIT.later,
  'file.full': EXIT.later,
  'file.changed': EXIT.input,
  'workload.away': EXIT.later,
  'request.origin': EXIT.noPermission,
  'request.role': EXIT.noPermission,
  'request.slow': EXIT.later,
  'request.path': EXIT.away,
  'request.host': EXIT.away,
  'rotation.none': EXIT.noPermission,
  'envelope.none': EXIT.noPermission,
  'envelope.closed': EXIT.noPermission,
  'envelope.busy': EXIT.later,
  'envelope.second': EXIT.noPermission,
  'envelope.waits': EXIT.later,
  'offboarding.denied': EXIT.noPermission,
  'offboarding.none': EXIT.noPermission,
  'board.none': EXIT.noPermission,
  'login.denied': EXIT.noPermission,
  'login.off': EXIT.noPermission,
  'login.over': EXIT.later,
  'login.pending': EXIT.later,
  'login.early': EXIT.later,
  'idempotency.busy': EXIT.later,
  'board.provider': EXIT.later,
  'file.digest': EXIT.later,
};

const BY_FAMILY: Readonly<Record<string, number>> = {
  auth: EXIT.noPermission,
  link: EXIT.input,
  input: EXIT.input,
  session: EXIT.noPermission,
  token: EXIT.noPermission,
  quota: EXIT.later,
  rate: EXIT.later,
  store: EXIT.later,
  request: EXIT.fault,
};

/** Of a problem's code: `share.gone` is 2, `rate.limited` 75. What a newer server says and this nt2 does not know is a refusal. */
export function exitCodeOf(code: string): number {
  const [family = ''] = code.split('.');
  const own = (record: Readonly<Record<string, number>>, name: string): number | undefined =>
    Object.hasOwn(record, name) ? record[name] : undefined;
  return own(BY_CODE, code) ?? own(BY_FAMILY, family) ?? EXIT.refused;
}
