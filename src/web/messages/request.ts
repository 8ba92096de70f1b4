// What the page of a request's link says before there is a form, and after it was sent. The form's own sentences are the sender's.

const en = {
  button: 'Use this link',
  label: 'Link',
  bad: 'That link is incomplete, or it is another one. Compare it letter by letter.',
  missing: {
    title: 'Part of this link is missing',
    lead: 'The part after the # didn’t arrive. Paste the whole link again.',
  },
  damaged: {
    title: 'This link is damaged',
    lead: 'Something on the way cut or changed it. Nothing is lost: ask for the link again, or paste it here.',
    version: 'This link was made by a newer nt2 than this server runs. Tell the person who sent it to you.',
  },
  exposed:
    'Something on the way rewrote this address, so servers in between could see the link and answer in your place. You can still answer; tell the person who sent it to you.',
  gone: [
    'This link takes no answer',
    'It has been used, has expired or was taken back. If you still want to send something, ask the person who sent it to you for a new link.',
  ],
  foreign: [
    'Something doesn’t match',
    'This link names a key, and the server came with another one, so nothing can be sent here. Tell the person who sent you the link, in another way.',
  ],
  sent: {
    title: 'Thank you, it’s on its way',
    lead: (to: string) =>
      `It was encrypted in this browser, and only ${to} can open it, once. ${to} is told now. There is nothing left to do: you can close this page.`,
    nothing: 'This page no longer has what you typed, and your link is used up.',
  },
  sentHere: {
    title: (when: string) => `You sent this here ${when}`,
    lead: 'The link took your answer and takes no other. Was it wrong? Ask the person who sent you the link for a new one.',
  },
  already: {
    title: 'Someone has answered already',
    lead: (to: string) =>
      `The link takes one answer and has one, so yours was not sent. ${to} has been told that someone tried again. If the first one wasn’t from you, tell them as well.`,
  },
  unsure: {
    title: 'It may have arrived',
    lead: (to: string) =>
      `The server’s answer was lost, and the link takes no more. Ask ${to} whether they have what you typed when you first pressed Send.`,
  },
  faults: {
    network: 'No answer from the server. What you typed is still here: check your connection and press Send again.',
    full: (to: string) =>
      `${to} has too much waiting to take more just now. What you typed is still here: tell them, then press Send again.`,
  },
  about:
    'Someone used nt2 to ask you for a secret. What you type is encrypted in this browser, for theirs; the server in between can’t read it. Answer if you know who sent you this link. If you don’t, ask them first, in a way that you trust.',
} as const;

export const messages = en;
