// What stands beside something to copy or to send on, and the ready messages: of a link that opens once, and of one that takes an answer.

const en = {
  copied: 'Copied.',
  failed: 'This browser didn’t allow copying. It’s selected: copy it by hand.',
  title: 'Or send it with a message',
  share: 'Share…',
  mail: 'Email',
  copy: 'Copy the message',
  read: 'Read the message',
  shared: 'Shared.',
  mailed: 'If no mail program opened, copy the message instead.',
  refused: 'This browser didn’t allow that. Copy the link instead.',
  hello: 'Hi,',
  unexpected: {
    share: 'If you weren’t expecting this, check with me before you open it.',
    request: 'If you weren’t expecting this, check with me before you answer.',
  },
  subject: {
    share: (sender: string, label: string) => `One-time link${sender === '' ? '' : ` from ${sender}`}${label === '' ? '' : `: ${label}`}`,
    request: (sender: string, label: string) =>
      `${sender === '' ? 'A request' : `${sender} asks you for something`}${label === '' ? '' : `: ${label}`}`,
  },
  what: {
    share: (label: string) => (label === '' ? 'Here is a one-time link:' : `Here is a one-time link to “${label}”:`),
    request: (label: string) =>
      label === '' ? 'Could you send me this, through this link?' : `Could you send me “${label}” through this link?`,
  },
  once: {
    share: (until: string) =>
      `It opens once, on one device, until ${until}. Open it on the device where you need it, and copy what you need: it can’t be shown again.`,
    request: (until: string) =>
      `It takes one answer, until ${until}. What you type is encrypted in your browser, and only I can open it. You need no account.`,
  },
  qr: 'Show QR code',
  qrFailed: 'That didn’t work. Copy the link instead.',
  words: 'It also needs a passphrase, which I’ll tell you separately.',
} as const;

export const messages = en;
