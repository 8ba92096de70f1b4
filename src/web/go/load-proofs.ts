// /go has a file of its own for what it signs: no file may take what two pages share.

import { lazy, type Load } from '../load.ts';
import type * as Proofs from './proofs.ts';

export const loadProofs: Load<typeof Proofs> = lazy(() => import('./proofs.ts'));
