// The user that this process runs as, for sentences about files. In a container it often has a number and no name.

import { userInfo } from 'node:os';

export function whoami(): string {
  const uid = process.getuid?.() ?? -1;
  try {
    return `user ${userInfo().username} (${uid})`;
  } catch {
    return `user ${uid}`;
  }
}
