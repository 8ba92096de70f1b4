// Whom the one who asks can name.

import { postAgain, request, type Connection } from '../wire/connection.ts';
import type { Answer } from '../wire/answer.ts';
import { asJson } from '../wire/json.ts';

interface Person {
  readonly person: string;
  readonly name: string;
}

/** A POST, as every search: names stand in no address. */
export function fetchPersonsFound(connection: Connection, text: string): Promise<Answer<readonly Person[]>> {
  return request(connection, '/api/persons/search', postAgain({ text }), async (response) => parsePersons(await response.json()));
}

function parsePersons(value: unknown): readonly Person[] | null {
  const persons = asJson(value)?.['persons'];
  if (!Array.isArray(persons)) return null;
  return persons.map(asJson).flatMap((row) => {
    const { person, name } = row ?? {};
    return typeof person === 'string' && typeof name === 'string' ? [{ person, name }] : [];
  });
}
