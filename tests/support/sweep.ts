// Looks for canaries in whatever a test has collected: as they are, and in the forms in which bytes travel.

export interface Place {
  readonly name: string;
  readonly bytes: Buffer | string;
}

/** The text itself, hex in both cases, percent-encoded, and base64 (both alphabets) at each of the three positions that it can have. */
export function formsOf(canary: string | Uint8Array): readonly string[] {
  const bytes = Buffer.from(canary);
  const hex = bytes.toString('hex');
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and last letters also hold bits of what stands beside the canary.
    return text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const url = shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const plain = typeof canary === 'string' ? [canary, encodeURIComponent(canary), canary.toUpperCase()] : [bytes.toString('latin1')];
  return [...new Set([...plain, hex, hex.toUpperCase(), ...shifted, ...url])];
}

/** Where each canary was found: `place: form`. The form is cut, so that a failing test repeats no secret. */
export function sweep(places: readonly Place[], canaries: readonly (string | Uint8Array)[]): string[] {
  const forms = [...new Set(canaries.flatMap(formsOf))];
  return places.flatMap(({ name, bytes }) => {
    const hay = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes);
    return forms
      .filter((form) => hay.includes(Buffer.from(form, /[\u0080-\u00ff]/.test(form) ? 'latin1' : 'utf8')))
      .map((form) => `${name}: ${form.slice(0, 12)}…`);
  });
}
