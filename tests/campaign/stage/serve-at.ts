// nt2 with a clock that can be moved: started like `nt2 serve`, and told by SIGUSR2 that `clock` in its folder holds another offset in ms.
// No setting of the product does this.

import { readFileSync } from 'node:fs';
import { startServer } from '../../../src/app/server.ts';
import { readConfig } from '../../../src/config/read.ts';
import { readSecretFile } from '../../../src/config/secret-file.ts';

let offset = 0;
process.on('SIGUSR2', () => {
  offset = Number(readFileSync('clock', 'utf8'));
});
const read = readConfig();
if (!read.ok) throw new Error(read.issues.map(({ name, message }) => `${name} ${message}`).join('\n'));
const app = await startServer(read.config, { clock: () => Date.now() + offset });
// As `nt2 serve` does it.
let reloaded: Promise<void> = Promise.resolve();
process.on('SIGHUP', () => void (reloaded = reloaded.then(() => app.reloadPolicy(readSecretFile))));
process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));

// A campaign that was broken off leaves nobody behind.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 1_000).unref();
