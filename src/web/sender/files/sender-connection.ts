// As whom files are brought: they belong to the person who begins them, and only the sender's can be sealed into a share. Where several people
// are signed in, the one whom the server calls its sender.

import { fetchView } from '../../../client/calls/share-api.ts';
import { withRetry } from '../../../client/wire/retry.ts';
import type { Connection } from '../../../client/wire/connection.ts';
import { fetchPersons, here, hereAs } from '../../api/api.ts';

export async function senderConnection(share: string): Promise<Connection> {
  const persons = await withRetry(fetchPersons);
  if (!persons.ok || persons.value.length < 2) return here;
  for (const { ref } of persons.value) {
    const as = hereAs(ref);
    const view = await withRetry(() => fetchView(as, share));
    if (view.ok && view.value.role === 'sender') return as;
  }
  return here;
}
