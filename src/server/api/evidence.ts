// Evidence for an auditor's program: a search, and a file of the log's events. A token with the scope `audit` reads all logs.

import type { EvidenceAccess } from '../../core/evidence/evidence.ts';
import { EVIDENCE_FILES } from '../../core/evidence/evidence-file.ts';
import { exportLimits, searchLimits } from '../../core/limits.ts';
import { refuse } from '../../core/refusal.ts';
import type { PersonKey, TenantTag } from '../../core/share.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import { httpError } from '../http/problem.ts';
import { streamText } from '../http/stream-text.ts';
import { createSlots } from '../limits/slots.ts';
import { holdWhileRead } from '../limits/held-pieces.ts';
import { formatPlace, parsePlace } from './cursor.ts';
import type { EvidenceAnswer } from './evidence-answers.ts';
import * as schemas from './schemas.ts';

interface EvidenceDoor {
  readonly evidence: EvidenceAccess;
}

interface Asked {
  readonly log?: string | undefined;
  readonly person?: string | undefined;
}

const scopeOf = ({ log, person }: Asked) => ({
  tag: (log as TenantTag | undefined) ?? null,
  person: (person as PersonKey | undefined) ?? null,
});

/** A POST, so that people stand in no address and no log of a proxy, and so that it is counted. It changes nothing. */
export function findEvidence({ evidence }: EvidenceDoor): ApiHandler {
  return async ({ request }) => {
    const body = await readBody(request, schemas.evidenceSearch);
    if (!body.ok) return body;
    const { template = null, kind = null, cause = null, from = 0, to = Infinity, before, limit = searchLimits.rows } = body.value;
    const filter = { template, kind, cause, from, to, ...scopeOf(body.value) };
    const { rows, last } = await evidence.search({ ...filter, before: parsePlace(before), limit });
    return json({ rows, next: formatPlace(last) } satisfies EvidenceAnswer);
  };
}

/** Each is read twice and may be of any length, so few are written at a time. */
export function takeEvidence({ evidence }: EvidenceDoor): ApiHandler {
  const { each, readerMs } = exportLimits;
  const slots = createSlots(each);
  return async ({ request }) => {
    const body = await readBody(request, schemas.evidenceExport);
    if (!body.ok) return body;
    const { from, to, format } = body.value;
    if (from >= to) return refuse('input.invalid', { field: 'to' });
    const release = slots.take();
    if (release === null) return { ...httpError('evidence.busy'), retryAfterMs: readerMs };
    let pieces: AsyncIterator<string>;
    try {
      pieces = await evidence.takeOut({ from, to, format, ...scopeOf(body.value) });
    } catch (error) {
      release();
      throw error;
    }
    return new Response(streamText(holdWhileRead(pieces, { release, readerMs })), {
      headers: {
        ...apiHeaders,
        'Content-Type': EVIDENCE_FILES[format].type,
        'Content-Disposition': `attachment; filename="nt2-evidence.${format}"`,
      },
    });
  };
}
