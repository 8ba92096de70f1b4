// Routes of what is to be changed after it was handed over.

import { doneAnswer, jsonAnswer, madeAnswer, type ApiRows } from './row.ts';

const TAG = 'Rotation';

export const rotationRows = {
  listRotations: {
    method: 'GET',
    path: '/api/rotations',
    tag: TAG,
    summary: 'What this person is asked to change, or has handed over, and when it is due',
    who: 'person',
    scope: 'read',
    answers: jsonAnswer('By when they are due; what is changed already is not among them.', 'Rotations'),
  },
  changeRotation: {
    method: 'POST',
    path: '/api/rotations/:id',
    tag: TAG,
    summary: 'Say that it is changed, put it off, hand it to another person, or set its date',
    who: 'person',
    scope: 'create',
    body: 'RotationChange',
    answers: jsonAnswer('As it is now.', 'Rotation'),
    problems: ['rotation.none', 'rotation.over', 'share.not_yet', 'person.refused'],
  },
  reportIncident: {
    method: 'POST',
    path: '/api/incidents',
    tag: TAG,
    summary: 'What this person has ever opened; with `start`, all of it is due at once, and its owners are asked',
    who: 'person',
    scope: 'create',
    body: 'Incident',
    answers: jsonAnswer('As far as records and evidence are kept.', 'Opened'),
  },
  searchOverdue: {
    method: 'POST',
    path: '/api/board/overdue',
    tag: 'Board',
    summary: 'What is overdue to be changed in a workspace, for those who see its board; it changes nothing',
    who: 'person',
    scope: 'browser',
    body: 'BoardOverdue',
    answers: jsonAnswer('The longest overdue first, with as much as the role sees.', 'Overdue'),
    problems: ['board.none'],
  },
  makeCalendar: {
    method: 'POST',
    path: '/api/calendar',
    tag: TAG,
    summary: 'Make the address of a calendar feed of what this person is asked to change; the one before ends',
    who: 'person',
    scope: 'create',
    body: 'Nothing',
    answers: madeAnswer('The address, shown once.', 'Calendar'),
    problems: ['request.path'],
    logAtInfo: true,
  },
  endCalendar: {
    method: 'DELETE',
    path: '/api/calendar',
    tag: TAG,
    summary: 'End the calendar feed of this person',
    who: 'person',
    scope: 'create',
    answers: doneAnswer('Ended, or there was none.'),
    logAtInfo: true,
  },
  readCalendar: {
    method: 'GET',
    path: '/calendar/:id',
    tag: TAG,
    summary: 'The feed: days on which something is due, and nothing of what it is',
    who: 'anybody',
    scope: 'any',
    answers: {
      200: { description: 'iCalendar.', type: 'text/calendar; charset=utf-8', headers: { 'Content-Disposition': 'Its name as a file.' } },
    },
    problems: ['request.path'],
  },
} as const satisfies ApiRows;
