// What nt2 does and what it cannot promise: on the front page, and at the foot of a share's page.

export const messages = {
  received:
    'Someone used nt2 to send you a secret. It was encrypted in their browser and can be opened once, in yours; the server in between can’t read it. Open it if you were expecting it. If you weren’t, ask the person first, in a way that you trust.',
  promiseTitle: 'What it does',
  promises: [
    'The server and the chat never hold the secret, nor a key that opens it. (A secret typed into a chat form is the one exception, and is labelled.)',
    'At most one device ever receives it.',
    'Previews, scanners and forwarding don’t open it.',
    'A wrong passphrase or a damaged link destroys nothing, however often it is tried.',
  ],
  limitsTitle: 'What it can’t promise',
  limits: [
    'A server that serves altered pages can defeat any web page. This one is run by the owner of the address above.',
    'Anyone who receives a secret can copy it.',
    'You have only the operator’s word that the server’s copy was deleted.',
    'No page can clear a clipboard later by itself. Your next press on the page clears it; a clipboard history keeps its own copy.',
    'A stolen laptop has whatever its owner saved.',
    'There has been no independent review yet.',
  ],
} as const;
