// English: private answers, and why something cannot be. {names} in braces are filled in by bot/text.ts.

export const answers = {
  audit: {
    title: 'Checkpoints of the log: {count}',
    intro: 'Keep these. With one of them you can prove later that something before it was removed or rewritten.',
  },

  answers: {
    go: {
      title: 'Continue in your browser',
      body: 'This button is just for you. It works once and expires in {minutes} minutes.',
    },
    created: {
      title: 'Shared with {recipient}',
      body: 'They have been asked to accept.',
      next: 'Enter the secret in your browser. It is encrypted there.',
    },
    begun: {
      title: '“{what}” for {recipient}',
      body: 'Enter it in your browser. It is encrypted there, and {recipient} is asked to accept once you have.',
    },
    createdLink: {
      title: 'A link for someone outside this chat',
      body: 'Enter the secret in your browser. The page gives you a one-time link.',
    },
    createdModal: 'I’ll message you when it’s your turn to enter the secret.',
    createdModalNow: 'Enter the secret here. {platform} and this server see it on its way.',
    createdMany: 'Shared with {count} people',
    createdSome: 'Not all of it was shared',
    notCreated: '{recipient}: {why}',
    guest: '{recipient} is a guest here.',
    declined: { title: 'Declined', body: '{sender} has been told. Nothing was handed over.' },
    confirm: {
      title: 'Take it back?',
      body: 'This deletes “{what}” for {recipient}. It can’t be undone.',
    },
    revoked: {
      title: 'Taken back',
      body: 'It was deleted here, and {recipient} can see that on their card.',
      bodyLink: 'It was deleted. The link no longer works.',
    },
    extended: { title: 'It waits longer now', body: 'It can be opened until {until}. The cards say so too.' },
    sealed: {
      title: 'Encrypted',
      body: 'It is encrypted for {recipient}. This server keeps nothing of what you typed.',
      words: 'Tell {recipient} the passphrase another way, not in this chat.',
      padded:
        'What you typed begins or ends with white space, or has invisible characters in it, and they were sent as they are. If you didn’t mean that, take it back and share it again.',
    },
    refused: 'That didn’t work',
    late: {
      title: 'That took too long',
      body: 'I stopped before it was finished. Check {command}, then try again.',
    },
    unshown: {
      title: 'I couldn’t show that',
      busy: '{platform} didn’t take my answer just now. Nothing was changed; try again in a minute.',
      setup:
        '{platform} doesn’t let me show it. Nothing was changed. Tell your operator: the app lacks a permission, or has to be installed again.',
      shape:
        '{platform} refused what I wanted to show. Tell your operator: it’s a bug in nt2, and its log has the code. {command} shows where things stand.',
    },
    broken: 'Something went wrong on this server, and nothing was changed. Try again in a minute; if it happens again, tell your operator.',
    lists: {
      list: { title: 'Your open shares', none: 'Nothing is waiting. Type {command} to share something.' },
      revoke: { title: 'What do you want to take back?', none: 'You have nothing to take back.' },
      receipt: {
        title: 'Receipts of what you sent and received',
        none: 'You haven’t sent or received anything yet. Type {command} to share something.',
      },
      lines: {
        to: '{n}. “{what}” to {recipient}: {state}, expires {until}',
        from: '{n}. “{what}” from {sender}: {state}, expires {until}',
        ended: '{n}. “{what}” to {recipient}: {state}',
        endedFrom: '{n}. “{what}” from {sender}: {state}',
      },
      more: '{count} more.',
      end: 'That’s all. {command} shows the list from the beginning.',
    },
    devices: {
      title: 'Your browsers',
      body: 'See which browsers sign in as you by themselves, and withdraw those that you don’t use any more.',
    },
    blocks: {
      blocked: {
        title: '{sender} is blocked',
        body: 'They can’t share with you here. If they try, they’re told that you aren’t accepting shares right now.',
        declined: 'What was waiting from them has been declined ({count}).',
        opened: 'What is open on your screen stays until you’re done.',
      },
      unblocked: { title: '{sender} is no longer blocked', body: 'They can share with you again.' },
      wasNot: { title: '{sender} wasn’t blocked', body: 'They can share with you.' },
      list: {
        title: 'People you’ve blocked',
        none: 'No one. Type {command} to block someone.',
        line: '{n}. {sender}',
        more: 'You’ve blocked {count} people; {command} unblocks any of them.',
      },
      who: 'Name one person: /nt2 block @person, or /nt2 unblock @person.',
      self: 'That’s you. Name the person you want to block.',
      nobody: '{name} isn’t someone who could share with you.',
    },
    help: {
      title: 'nt2 hands a secret to one person',
      intro: 'The secret never passes through this chat: you type it in your browser, and it opens once in theirs.',
      share: '{command} asks one or more people to accept. The text after the names says what it is; never type the secret itself.',
      link: '{command} makes a one-time link for someone outside this chat.',
      list: '{command} shows what’s waiting for you and what you’ve sent.',
      revoke: '{command} takes something back before it is opened.',
      receipt: '{command} shows the receipts of what you sent and received; add an id or address for just that one.',
      block: '{command} stops someone from sharing with you and declines what’s waiting.',
      blocks: '{command} shows who you’ve blocked.',
      devices: '{command} shows the browsers that are known as yours.',
      unknown: 'I didn’t understand that.',
    },
  },

  commands: {
    example: '/nt2 share @person what it is',
    share: '/nt2 share',
    link: '/nt2 link',
    list: '/nt2 list',
    revoke: '/nt2 revoke',
    receipt: '/nt2 receipt',
    block: '/nt2 block @person',
    unblock: '/nt2 unblock @person',
    blocks: '/nt2 blocks',
    devices: '/nt2 devices',
  },

  /** Someone's own page of nt2 inside the platform. */
  home: {
    title: 'Hand a secret to one person',
    intro:
      'It never passes through this chat: you type it in your browser, and it opens once in theirs. {command} does the same anywhere in chat.',
    waiting: { title: 'Waiting for you', none: 'You’re all caught up.' },
    sent: { title: 'Sent by you', none: 'You haven’t sent anything yet.' },
    blocked: 'Blocked by you',
    more: '{count} more',
    moreBlocked: '{count} more. {command} unblocks any of them.',
    over: { title: 'Received and finished', none: 'Nothing yet.' },
  },

  /** Someone typed a secret where none belongs. It is never repeated. */
  leak: {
    title: 'That looked like a secret',
    body: 'What you typed looks like a secret. I haven’t kept it, but {platform} has seen it. Change it where it was issued, then enter the new one on the page.',
    field: 'This looks like the secret itself. Take it out, and change it where it was issued: {platform} has seen it.',
  },

  refusals: {
    'share.gone': 'This isn’t for you, or it’s already finished.',
    'share.not_recipient': 'This is for someone else.',
    'share.not_sender': 'Only the person who shared it can do that.',
    'share.not_yet': 'Not yet: the other person has a step to do first. I’ll message you when it’s done.',
    'share.taken': 'Another device has opened it. Wasn’t it you? Tell the sender.',
    'share.other_device': 'It was accepted in another browser. Open it there.',
    'share.already_sealed': 'It has already been encrypted and can’t be changed. Take it back and share it again.',
    'share.already_opened': 'It has already been opened, so it can’t be taken back. If it went to the wrong person, change the secret.',
    'share.longest': 'It already waits as long as it may. Take it back and share it again if you need more time.',
    'share.exists': 'It has already been shared. Check your open shares.',
    'proof.missing': 'This one has to be accepted in a browser. Press Open and go to the page.',
    'proof.failed': 'That couldn’t be verified. Open the page again from here.',
    'proof.wait': 'Too many wrong passphrases for now. Nothing is lost; try again in five minutes.',
    'proof.stale': 'That device’s clock is wrong. Set it, then try again.',
    'ack.mismatch': 'The confirmation didn’t match. Open the page again from here.',
    'input.invalid': 'Something in there isn’t right. Check it and try again.',
    'input.too_large': 'That’s too long. Enter a long secret on the page.',
    'input.expiry': 'Choose an expiry between 15 minutes and 7 days.',
    'session.required': 'Press the button here in chat again.',
    'token.invalid': 'That link has been used or has expired. Press the button here in chat again.',
    'person.refused': 'This person can’t receive it. Choose someone else.',
    'person.blocked': 'You’ve blocked this person. Unblock them first, then ask again.',
    'entry.off': 'Typing secrets in chat is switched off here. Enter it in your browser.',
    'entry.busy': 'Many people are typing secrets here right now, so this one wasn’t taken. Send it again in a few seconds.',
    'person.unavailable': 'They aren’t accepting shares right now. Ask them another way.',
    'quota.person': 'You have too many open shares. Take some back, or wait until they are opened.',
    'quota.tenant': 'There are too many open shares here. Wait until some are opened, or tell your operator.',
    'quota.pair': 'That’s a lot for one person. Wait until some of it is opened, or try again in an hour.',
    'quota.blocks': 'You’ve blocked as many people as you can. Unblock someone first.',
    'quota.bytes': 'Your unopened shares take up too much space. Take something back, then try again.',
    'quota.tenant_bytes': 'Unopened shares take up too much space here. Try again later, or tell your operator.',
    'rate.limited': 'That was too fast. Wait a minute, then try again.',
    'store.full': 'This server has no space for a new share. Nothing is lost; tell your operator.',
    'store.behind': 'This server is checking its store after a failure. Nothing is lost; try again later.',
    'store.busy': 'This server is busy. Try again in a moment.',
  },
} as const;
