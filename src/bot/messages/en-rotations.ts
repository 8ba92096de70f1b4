// English: what is to be changed after it was handed over. {names} in braces are filled in by bot/text.ts.

export const rotations = {
  rotations: {
    command: '/nt2 rotation',
    incident: '/nt2 incident',
    help: '{command} lists what you should change, and when.',
    helpIncident: '{command} is for “my laptop is gone”: everything you opened is due for a change at once.',
    soon: { title: 'Soon time to change: {what}', fallback: 'Something you handed over is to be changed soon.' },
    due: { title: 'Time to change: {what}', fallback: 'Something you handed over is to be changed now.' },
    holders: 'Opened by {people}.',
    pasted: 'It was pasted into chat.',
    outsider: 'the holder of a link',
    time: 'Due {due}.',
    why: {
      template: 'That is the time of its template.',
      engagement: 'That is when an engagement ends.',
      date: 'That is the date that was set by hand.',
      incident: 'A person who has it may have lost it: treat it as known to others.',
      offboarding: 'A person who has it leaves.',
      pasted: 'Everyone who could read there may have it.',
    },
    how: 'Change it where it is used. Then hand the new one over here, once, to everyone who has the old one.',
    howPasted: 'Change it where it was issued, and delete the message if it still stands there.',
    buttons: { rotated: 'Rotated', handOver: 'Hand over the new one', snooze: 'Snooze a week', start: 'Ask everyone now' },
    closed: {
      title: 'Changed: {what}',
      rotated: 'It is changed. Nobody is reminded any more.',
      'handed-over': 'Everyone who had the old one has opened the new one.',
    },
    snoozed: { title: 'Put off', body: 'You hear of it again {at}. Until then it counts as overdue once its time is over.' },
    list: {
      title: 'What you should change',
      none: 'Nothing that you handed over waits to be changed.',
      line: '{n} · {what} · due {due}',
      overdue: '{n} · {what} · overdue since {due}',
      more: 'There are {count} more: nt2 rotation list shows all of them.',
    },
    lost: {
      title: 'Is something of yours gone?',
      body: 'You opened {count} values that may be known to others now. {start} has each of them due at once, and asks those who gave them to you to change them.',
      none: 'As far as nt2 remembers, you opened nothing.',
      line: '{n} · {what} · from {giver} · {at}',
      more: 'And {count} older ones.',
      hint: 'End the sessions of lost browsers too: {command}.',
      done: { title: 'Everyone is asked', body: '{count} values are due now. Those who gave them to you are asked to change them.' },
    },
  },
} as const;
