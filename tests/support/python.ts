// Python with its dotenv package, which reads what we write; and why it is not used when it is not here.

import { findPrograms } from '../../scripts/programs.mjs';

export const PYTHON = '/usr/bin/python3';

/** Why the tests that need it are skipped; null when it is here. */
export const pythonMissing =
  (findPrograms() as Readonly<Record<string, string | undefined>>)['python-dotenv']?.endsWith('.py') === true
    ? null
    : 'python-dotenv is not installed (Debian: apt-get install python3-dotenv)';
if (pythonMissing !== null) console.log(`left out: reading back with Python: ${pythonMissing}`);
