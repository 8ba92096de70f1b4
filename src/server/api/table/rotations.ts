// Routes of what is to be changed after it was handed over.

import { jsonAnswer, type ApiRows } from './row.ts';

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
} as const satisfies ApiRows;
