// English: terminals that log in. {names} in braces are filled in by bot/text.ts.

export const logins = {
  login: {
    command: '/nt2 login CODE',
    help: '{command} lets a terminal act as you, by the code that nt2 login shows there.',
    /** Typed without a code, or with what is none. */
    how: {
      title: 'Let a terminal in',
      body: 'Run nt2 login {server} in your terminal. It shows a code of eight letters; type {command} with it here.',
    },
    ask: {
      title: 'Let this terminal in?',
      who: 'It calls itself {name}. It asked from {from}, {at}, and its screen must show {code}.',
      may: 'It could then share, ask for and open secrets as you, until you remove it under {devices}.',
      warning:
        'Only let it in if you started this yourself, on a machine in front of you. If someone sent you the code, they want to act as you: press {no}.',
    },
    confirmed: {
      title: 'It’s in',
      body: '{name} can act as you from now on. {devices} shows it, and removes it.',
    },
    denied: {
      title: 'Not let in',
      body: '{name} can’t act as you. If you didn’t start it, tell your operator who sent you the code.',
    },
    unknown: {
      title: 'No terminal waits for that code',
      body: 'A code is good for ten minutes and for one answer. Compare it with the screen, or run nt2 login again.',
    },
    off: {
      title: 'Terminals can’t log in here',
      body: 'The operator of this server has switched that off. If you need it, ask them.',
    },
    notYou: {
      title: 'Not from this account',
      body: 'Only a member or a guest of this workspace can let a terminal in.',
    },
    buttons: { confirm: 'Let it in', deny: 'Not me' },
  },
} as const;
