// English: when a person leaves. {names} in braces are filled in by bot/text.ts.

export const offboarding = {
  offboarding: {
    command: '/nt2 offboard @person',
    help: '{command} takes back all that waits for a person who leaves, and lists what to change. Only for whom the policy names.',
    who: 'Name the one person who leaves: {command}.',
    ask: {
      title: 'Offboard {recipient}?',
      body: 'Everything that waits for {recipient} or from them is taken back, and their browsers, terminals and machines are signed out, at once. What they opened is due for a change, and those who gave it to them are asked.',
      start: 'Offboard now',
    },
    card: {
      title: 'Offboarding of {recipient}',
      done: 'Taken back: {shares} shares. Ended: {browsers} browsers and terminals, {machines} machines, {tokens} tokens. To be changed: {count} values.',
      waits: 'nt2 is still at it.',
      open: 'Tick each step when it is done, until {until}.',
      late: 'It should have been done by {until}.',
      finished: 'Everything is done. The log has the hash of the report: nt2 offboard report prints it.',
      fallback: 'An offboarding waits to be finished.',
      tick: 'Done',
    },
    steps: {
      rotate: 'Change everything that they ever opened',
      'secrets-manager': 'Remove them from the secrets manager, and read its access log',
      repositories: 'Remove them from repositories, and end their deploy keys',
      cloud: 'Remove them from cloud accounts, and end their keys and roles',
      logs: 'Read the logs of the last 48 hours',
      network: 'Remove them from VPN, SSH and allow-lists',
      'code-scan': 'Scan the code for secrets that they left',
      messages: 'Search messages for secrets that were pasted',
      document: 'Write it down where your team keeps it',
    },
  },
} as const;
