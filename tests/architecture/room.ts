// What a row of rooms.ts says of a room.

export type Room = {
  /** A folder (ends in /) or a file. The first room that holds a file is its room; inside a room everyone may import everyone. */
  home: string;
  /** What lives there, for the table of ARCHITECTURE.md (`node tests/docs/fill.ts` writes it anew). */
  holds: string;
  /** Folders and files of ours. */
  ours?: string[];
  /** Files of ours of which only the types may be imported. */
  types?: string[];
  /** Packages, with everything below them. */
  packages?: string[];
  /** Modules of Node; `node:` alone stands for all of them. */
  node?: string[];
};
