// What nt2 makes of an answer of Teams' that is no success: by its status, then by Microsoft's own code.

import type { Failure } from '../../bot/port.ts';

/** The message to edit is not there, or is not nt2's any more. */
const GONE = new Set(['MessageWritesBlocked', 'ActivityNotFoundInConversation']);

export function failureIn(status: number, code: string, method: string): Failure {
  if (method === 'PUT' && (status === 404 || GONE.has(code))) return 'gone';
  // Its token, a conflict of its own, too much at once, or a fault there: it passes.
  if (status === 401 || status === 408 || status === 412 || status === 429 || status >= 500) return 'later';
  // Not a member, blocked, a deleted channel, a card that does not fit: waiting does not help.
  return 'refused';
}
