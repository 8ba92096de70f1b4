// Every sentence of the front page and of the step between chat and a share.

const en = {
  title: 'Hand a secret to one person',
  lead: 'From the chat where you already talk, without leaving it in the chat.',
  beginTitle: 'How it begins',
  begin: [
    ['In chat, type', '/nt2 share @person what it is'],
    ['Press “Enter the secret”. A page opens; what you type is sealed there, in your browser.', ''],
    ['The other person accepts. You both see the same six words.', ''],
    ['They press “Show it” once. Then the link is dead, and you hear that it arrived.', ''],
  ],
  promiseTitle: 'What it does',
  promises: [
    'The server and the chat never hold the secret, nor a key that opens it. (A secret typed into a chat form is the one exception, and is labelled.)',
    'At most one device ever receives it.',
    'Nothing opens because a link was previewed, scanned or forwarded.',
    'Wrong words or a damaged link destroy nothing, however often.',
  ],
  limitsTitle: 'What it cannot promise',
  limits: [
    'A server that serves altered pages defeats any web page. Who runs this one is up to the people whose address you see above.',
    'Whoever receives a secret can copy it.',
    '“Destroyed” is the operator’s statement.',
    'No page can empty a clipboard by itself later. It is cleared by your next press on the page; a clipboard history keeps its own copy.',
    'A stolen laptop has what its owner saved.',
    'No independent review has happened yet.',
  ],
  verify: 'Check a receipt',

  signedIn: (names: string) => `This browser is signed in for ${names}.`,
  signOut: 'Sign out',
  notSignedOut: 'You are still signed in: the server did not take it. Press again in a moment.',
  signedOut: 'Signed out. What was accepted in this browser still opens here, after the next press in chat.',

  go: {
    title: 'Continue in this browser',
    lead: (host: string) => `You pressed a button in chat. Continue, and ${host} knows this browser as yours for 12 hours.`,
    warn: 'Continue only if you pressed that button yourself just now.',
    button: 'Continue',
    busy: 'One moment…',
    missing: ['Open this from chat', 'This address works only from the button in chat. Go back there and press it again.'],
    invalid: ['This button has been used', 'Each press works once and for ten minutes. Go back to chat and press the button again.'],
    storage: [
      'This browser keeps nothing for this site',
      'Cookies or site data are blocked here, so the next page would not know you. Allow them for this site and press again: your button still works.',
    ],
    network: ['No answer from the server', 'Nothing is lost. Check your connection and try again.'],
    again: 'Try again',
    welcome: ['You are signed in', 'Go back to chat and open what you want to see.'],
  },
} as const;

export const messages = en;
