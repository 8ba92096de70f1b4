// Every screen of every page, and where it is looked at. A row is a place in src/web that draws a screen, with the names under which
// `look` meets it in each of its states; tests/web/screens-table.test.ts holds both against the code, so a new screen needs its row.

/** A title alone, while something loads or is sent: the same few lines everywhere. It is met as `a page that loads`. */
export const BUSY = 'busy';

type Rows = Readonly<Record<string, typeof BUSY | readonly string[]>>;

/** By file, then by what stands as the title there. */
export const SCREENS: Readonly<Record<string, Rows>> = {
  'ask.tsx': {
    'messages.title': ['ask', 'ask, with faults', 'ask, by a template', 'ask, refused'],
    'messages.nobody[0]': ['ask, nobody'],
  },
  'board.tsx': {
    'messages.title': ['board', 'board by person', 'board of what is overdue', 'board of an auditor'],
    'messages.nobody[0]': ['no board'],
    'messages.out[0]': ['signed out of the board'],
  },
  'devices.tsx': { 'devices.title': ['your browsers', 'your machines'], 'devices.nobody[0]': ['your browsers, nobody'] },
  'file.tsx': { 'messages.cleared.title': ['file, cleared'], 'messages.done.title': ['file, saved'] },
  'file/open.tsx': { 'messages.open.title': ['file, open', 'file, wrong words', 'file, damaged', 'file, from disk'] },
  'file/opened.tsx': { 'messages.opened.title(escapeInvisible(label))': ['file, opened'] },
  'file/save.tsx': { 'messages.save.title': ['file, save'] },
  'go/decide.tsx': { title: ['go'] },
  'go/go.tsx': { 'go.busy': BUSY, 'pair[0]': ['a used button'] },
  'home.tsx': { 'messages.title': ['front page'], 'messages.loading': BUSY },
  'inbox/inbox.tsx': {
    'messages.title': ['vault, inbox, signed out', 'vault, inbox, accepted', 'vault, inbox, with words'],
  },
  'mine.tsx': { 'messages.title': ['mine', 'mine, taking back'], 'messages.nobody[0]': ['mine, nobody'] },
  'offboard.tsx': { 'messages.title': ['offboarding', 'offboarding, asked'], 'messages.nobody[0]': ['offboarding, nobody'] },
  'receipt/file-receipt.tsx': { 'messages.disk.title': ['from disk'] },
  'receipt/receipt-screen.tsx': {
    'checked === null ? messages.checking : titleOf(checked)': ['receipt', 'without the label', 'does not hold'],
  },
  'receipt/server-receipt.tsx': { 'messages.loading': BUSY, title: ['no receipt'] },
  'recipient/accept.tsx': {
    'text.title': [
      'accept',
      'accept and show',
      'away',
      'again',
      'ask by link',
      'asked from another browser',
      'opens in another browser',
      'the key is gone',
      'answered for another browser',
    ],
  },
  'recipient/after-press/secret-screen.tsx': {
    'messages.opened.title(escapeInvisible(first?.label || step.claimed.label))': [
      'masked',
      'revealed',
      'shown by link',
      'for each reader',
      'a format',
      'files, opened',
      'files, with a picture',
      'beginning a vault beside what was opened',
      'kept nothing',
    ],
  },
  'recipient/asker/asker.tsx': { 'common.loading': BUSY },
  'recipient/asker/link-screen.tsx': {
    'common.loading': BUSY,
    'messages.link.title': ['the link of a request', 'a link from another browser'],
  },
  'recipient/asker/waiting.tsx': { 'messages.waiting.title(sender)': ['asked and waiting', 'asked with a key left before'] },
  'recipient/named/app.tsx': { 'messages.loading': BUSY },
  'recipient/named/waiting.tsx': { 'messages.waiting.title(sender)': ['waiting'] },
  'recipient/open-by-link.tsx': { title: ['damaged'] },
  'recipient/open/open.tsx': {
    'messages.loading': BUSY,
    'text.title': ['ready', 'ready by link', 'ready, with files', 'explained in place', 'wrong words', 'cover: *'],
  },
  'request.tsx': { 'common.loading': BUSY },
  'request/paste-link.tsx': { title: ['a damaged link of a request'] },
  'sender/app.tsx': { 'common.loading': BUSY, 'sending.enter.sealing': BUSY },
  'sender/compare-words.tsx': {
    'messages.enter.sealing': BUSY,
    title: ['an acceptance that does not fit'],
    'after.compare.checking': BUSY,
    'after.compare.differTitle': ['words that differ'],
    'after.compare.title': ['compare', 'comparing with who asked', 'compared beside the form', 'compared beside what is asked for'],
  },
  'sender/compare.tsx': { 'messages.compare.anewTitle': ['another acceptance'] },
  'sender/compose/compose.tsx': {
    'view.asked ? messages.enter.titleAsked(to) : link ? messages.enter.titleLink : messages.enter.title(to)': [
      'enter',
      'enter, with files',
      'enter, or when they accept',
      'enter for three',
      'asked while it is entered',
      'asked by link',
      'what is asked for, and a key that does not add up',
      'declining a request',
      'rows',
      'own words',
      'no room',
      'pasted',
      'partly',
      'references',
      'white space',
      'rows of a template',
      'hints and fields',
    ],
  },
  'sender/status/one-time-details.tsx': {
    'url === null ? messages.handover.titleWords(to) : messages.handover.titleLink': [
      'send the link',
      'tell the words',
      'the ready message',
      'the link as a QR code',
    ],
  },
  'sender/status/status.tsx': { 'capital(title)': ['status', 'delivered', 'sealed ahead', 'answered'] },
  'sender/together/together.tsx': {
    'together.title(joinNames(members.map(({ to }) => to)))': ['waiting for three'],
    'sending.enter.sealing': BUSY,
  },
  'sender/wait.tsx': { title: ['wait', 'wait, when they accept', 'entered, and the asker has one more step'] },
  'share.tsx': { 'messages.loading': ['a page that loads'] },
  'ui/later.tsx': { loading: BUSY },
  'ui/message-screens.tsx': {
    title: ['nobody known', 'stranger', 'opened here', 'opened here by link', 'told', 'taken back', 'elsewhere'],
  },
  'ui/no-answer.tsx': { 'noAnswer.title': ['no answer'] },
  'vault.tsx': {
    'messages.loading': BUSY,
    'messages.title': BUSY,
    'messages.notKept[0]': ['vault, not kept'],
    'messages.newer[0]': ['vault, of a newer nt2'],
  },
  'vault/screens/begin.tsx': { 'messages.begin.title': ['vault, begin'] },
  'vault/screens/bring.tsx': { 'messages.bring.title': ['vault, import and export'] },
  'vault/screens/edit.tsx': {
    'before === null ? messages.edit.titleNew : messages.edit.title(escapeInvisible(before.head.label))': ['vault, form'],
  },
  'vault/screens/item.tsx': { 'escapeInvisible(head.label)': ['vault, item', 'vault, item with a file'] },
  'vault/screens/list.tsx': { 'messages.title': ['vault, empty', 'vault, list'] },
  'vault/screens/settings.tsx': { 'messages.settings.title': ['vault, settings'] },
  'vault/screens/share.tsx': { title: ['vault, share', 'vault, share with a passphrase', 'vault, comparing', 'vault, shared by link'] },
  'vault/screens/unlock.tsx': { 'messages.unlock.title': ['vault, locked'] },
};

/** Pages without a script of ours, which the server draws, and the toy chat with every card that there is. */
export const DRAWN = ['an address that is too long', 'nothing here', 'the reference', 'every card'];
