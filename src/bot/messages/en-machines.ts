// English: machines, to which people share as to people. {names} in braces are filled in by bot/text.ts.

export const machines = {
  machines: {
    share: '/nt2 share machine:{name}',
    revoke: '/nt2 revoke machine:{name}',
    help: '{command} shares with a machine, such as your CI.',
    ask: {
      title: 'Enrol this machine?',
      who: 'It calls itself {name}. It asked from {from}, {at}, and its screen must show {code}.',
      may: 'Everybody here could then share with it, and it opens what it gets by itself, with no person at it. It will be yours: {revoke} ends it.',
      warning:
        'Only let it in if you started this yourself, on a machine that you know. If someone sent you the code, they want what is meant for {name}: press {no}.',
    },
    words: 'It must show these six words, of its key: {words}. Other words mean that someone is in between.',
    bound: 'It opens only with a token of {issuer} that has {claims} besides its key.',
    confirmed: {
      title: 'It’s enrolled',
      body: 'Share with it by {share} and what it is. {revoke} ends it.',
    },
    denied: {
      title: 'Not enrolled',
      body: '{name} gets nothing. If you didn’t start it, tell your operator who sent you the code.',
    },
    begun: 'Enter it in your browser. It is encrypted there, and {recipient} opens it with no person at it.',
    none: {
      title: 'No such machine',
      body: 'No machine here is called {name}. Run nt2 machine add {name} on it to enrol it.',
    },
    what: {
      title: 'Say what it is',
      body: 'Type {command} and, behind it, what you share.',
    },
    revoked: {
      title: 'It’s revoked',
      body: '{name} opens nothing any more, and nothing more is encrypted to its keys.',
    },
    notYours: {
      title: 'Not your machine',
      body: 'You own no machine called {name}. Its owner can revoke it, or your operator.',
    },
  },
} as const;
