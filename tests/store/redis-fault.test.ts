import { describe, expect, it } from 'vitest';
import { reasonOf } from '../../src/store/redis/connection/fault.ts';

describe('why there is no connection', () => {
  it.each([
    ['All sentinels are unreachable. Last error from sentinel 127.0.0.1:26379 invalid reply: null', 'no primary of the name'],
    ['Last error from sentinel 127.0.0.1:26379 because ERR No such master with that name', 'no primary of the name'],
    ['Last error from sentinel 127.0.0.1:26379 because NOAUTH Authentication required', 'do not accept the user'],
    ['Last error from sentinel 127.0.0.1:26379 because WRONGPASS invalid username', 'do not accept the user'],
  ])('%s', (message, sentence) => expect(reasonOf(new Error(message))?.message).toContain(sentence));

  it.each(['because NOAUTH, said before any sentinel 127.0.0.1', 'connect ECONNREFUSED', 'the sentinel 127.0.0.1:26379 is busy'])(
    'nothing is made of: %s',
    (message) => expect(reasonOf(new Error(message))).toBeNull(),
  );
});
