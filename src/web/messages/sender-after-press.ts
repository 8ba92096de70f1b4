// What the sender's page says once the form is left: wait, compare, hand over. Fetched with sender/after-press.ts.

const en = {
  whenAccepted: {
    button: 'Send when they accept',
    help: 'Goes by itself while this page is open. No one compares the check words then, so you rely on this server not to put its own key in between.',
  },
  decline: {
    button: 'Decline',
    reason: 'Why? (optional)',
    help: (to: string) => `${to} reads this, and so can this server. Never a secret.`,
    long: (max: number) => `At most ${max} characters.`,
    back: 'Back',
  },
  meanwhile: {
    told: (to: string) => `${to} has been asked to accept`,
    accepted: (to: string) => `${to} has accepted`,
    help: (to: string) =>
      `Stay on this page, and their check words appear here: then one press sends it. If you have to leave before ${to} accepts, press Send first; until you press, what you’ve entered is on this page alone.`,
  },
  wait: {
    title: (to: string) => `Encrypted. Waiting for ${to} to accept.`,
    lead: (to: string) => `You can close this page; we’ll message you when ${to} accepts. Come back in this browser: it holds the key.`,
    leadWhenAccepted: (to: string) =>
      `It will be sent by itself when ${to} accepts, as long as this page stays open. If you close it, we’ll message you when ${to} accepts: come back in this browser, which holds the key.`,
    status: (to: string) => `Waiting for ${to} to accept`,
    titleAsked: (to: string) => `Encrypted. ${to} has one more step.`,
    leadAsked: (to: string) =>
      `The key that ${to} asked with is gone: they removed the browser that had it. They’ve been told to make another. You can close this page; come back in this browser, which keeps what you entered.`,
    titleRefused: 'Nothing was sent',
    leadRefused: (to: string) =>
      `The server offered a key for ${to} that doesn’t add up, so nothing is encrypted for it. Tell your operator, and tell ${to} another way.`,
    statusAsked: (to: string) => `Waiting for ${to}’s browser to make a key`,
    words: (to: string) => `The passphrase for ${to}`,
    change: 'Enter something else',
    badPrekey: (to: string) =>
      `The server offered a key for ${to} that doesn’t add up, so nothing was sent. ${to} has to accept first; tell your operator.`,
  },
  compare: {
    title: 'Do your check words match?',
    lead: (to: string) => `${to} has accepted and sees six words. Ask on a call, or wherever you’re sure that it’s really ${to}.`,
    leadAhead: (to: string) =>
      `You can send it now, to a browser where ${to} has accepted before. ${to} sees these six words when they open your message. Ask on a call, or wherever you’re sure that it’s really ${to}.`,
    leadAsked: (to: string) =>
      `${to} sees the same six words on the page of their request. Ask on a call, or wherever you’re sure that it’s really ${to}.`,
    browser: (to: string) =>
      `${to} accepted in a browser that you haven’t compared before. It may not be them. Compare the words before you send.`,
    account: (to: string) =>
      `You’ve compared words with someone called ${to} before, but this is another account. Make sure who it is, and compare the words before you send.`,
    renamed: (to: string, before: string) =>
      `When you last compared words with this account, it was called ${before}. Make sure that it’s ${to} now, and compare the words before you send.`,
    borrowed: (to: string, before: string) =>
      `You know this browser as ${before}’s, not ${to}’s. If they don’t share it, someone may be intercepting: don’t send, and tell your operator.`,
    match: 'They match – send it',
    without: 'Send without comparing',
    differ: 'They don’t match',
    withoutHelp: 'Without comparing, you rely on this server: it could have put its own key here.',
    auto: (to: string, since: string) => `You compared this browser with ${to} on ${since}. Sending it to ${to}…`,
    known: (to: string, since: string) => `You compared this browser with ${to} on ${since}, so Send sends it at once.`,
    sealedByItself: (to: string, since: string) =>
      `Sent to ${to} without asking you: you compared that browser with ${to} on ${since}. If something is wrong, take it back.`,
    autoUncompared: (to: string) => `${to} has accepted. Sending it without comparing, as you chose…`,
    sealedUncompared: (to: string) =>
      `Sent as soon as ${to} accepted, as you chose. The check words were not compared. If something is wrong, take it back.`,
    anewTitle: 'Accepted again: compare again',
    anew: (to: string) =>
      `This changed while you were looking: it was accepted again, in another browser or under another name. What you compared no longer counts, and nothing has been sent. If ${to} didn’t do that, take it back.`,
    anewButton: 'Show the new words',
    checking: 'Checking the acceptance…',
    differTitle: 'Don’t send it',
    differText: 'Different words mean that this isn’t the key on the other side. Take the share back and tell your operator.',
    back: 'Back',
  },
  handover: {
    titleLink: 'Your one-time link',
    titleWords: (to: string) => `Encrypted. ${to} needs the passphrase.`,
    leadLink: 'It opens once. It is shown only here, only now, and nt2 never posts it in chat.',
    leadWords:
      'nt2 doesn’t have it. Unless they know it already, tell them another way, not in this chat; it won’t be shown again once you leave this screen.',
    link: 'One-time link',
    copyLink: 'Copy the link',
    words: 'Passphrase: never send it with the link',
    wordsOnly: 'Passphrase',
    copyWords: 'Copy the passphrase',
    done: 'I’ve sent it – show the status',
    doneEarly: 'Copy or send the link first: it can’t be shown again.',
  },
} as const;

export const messages = en;
