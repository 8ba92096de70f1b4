// References from one variable to another, as ${NAME}: found where a value is read, and filled in from the same paste.

/** `$NAME` without braces is no reference here: passwords hold dollar signs. It is only told when such a variable is there. */
export interface Reference {
  readonly name: string;
  /** What stands behind `:-` or `-`. */
  readonly orElse: string | null;
  readonly isBare: boolean;
  /** As it stands in the text. */
  readonly written: string;
}
export type Piece = string | Reference;

const REFERENCE = /\\[\s\S]|\$\{([A-Za-z_]\w*)(?::?-([^{}]*))?\}|\$([A-Za-z_]\w*)/g;

/** Text that a loader would look through for references. Text behind a backslash is not a reference. */
export function pieces(text: string, unescape: (literal: string) => string = (literal) => literal): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [written, inBraces, orElse = null, bare] = match;
    const name = inBraces ?? bare;
    if (name === undefined) continue;
    found.push(unescape(text.slice(from, match.index)), { name, orElse, isBare: bare !== undefined, written });
    from = match.index + written.length;
  }
  return [...found, unescape(text.slice(from))].filter((piece) => piece !== '');
}

export interface Assignment {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** Its quotes can be read in more than one way. */
  readonly isDoubtful: boolean;
}

export interface ReadEntry {
  readonly name: string;
  /** With what could be filled in. */
  readonly value: string;
  readonly asWritten: string;
  /** The references that were filled in, and those that were not, as written. */
  readonly filled: readonly string[];
  readonly left: readonly string[];
  readonly isDoubtful: boolean;
}

/** Forward references are followed no deeper than this. */
const DEPTH = 50;

/** Fills in what the same paste sets: the nearest one above, else one below. Values that would grow beyond `max` characters stay as written. */
export function fillIn(assignments: readonly Assignment[], max: number): ReadEntry[] {
  const first = new Map<string, number>();
  for (const [at, { name }] of assignments.entries()) if (!first.has(name)) first.set(name, at);
  const latest = new Map<string, number>();
  const done: (ReadEntry | undefined)[] = [];
  const under = new Set<number>();

  const fill = (at: number, above: ReadonlyMap<string, number>): ReadEntry => {
    const ready = done[at];
    if (ready !== undefined) return ready;
    const { name, pieces: parts, isDoubtful } = assignments[at] as Assignment;
    under.add(at);
    const filled: string[] = [];
    const left: string[] = [];
    let value = '';
    for (const part of parts) {
      if (typeof part === 'string') {
        value += part;
        continue;
      }
      const place = above.get(part.name) ?? first.get(part.name);
      const isThere = place !== undefined && place !== at && !under.has(place) && under.size < DEPTH;
      const other = part.isBare || !isThere ? null : fill(place, above).value || (part.orElse ?? '');
      if (other === null || value.length + other.length > max) {
        value += part.written;
        if (!part.isBare || place !== undefined) left.push(part.written);
      } else {
        value += other;
        filled.push(part.written);
      }
    }
    under.delete(at);
    const asWritten = parts.map((part) => (typeof part === 'string' ? part : part.written)).join('');
    const entry = { name, value, asWritten, filled, left, isDoubtful };
    done[at] = entry;
    return entry;
  };

  return assignments.map(({ name }, at) => {
    const entry = fill(at, latest);
    latest.set(name, at);
    return entry;
  });
}
