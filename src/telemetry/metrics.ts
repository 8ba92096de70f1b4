// Every metric that nt2 exports. Labels hold fixed words of nt2 alone: no id, tag, name, address or text of a person.
// See docs/decisions/metrics-are-never-public.md.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How long machines take, in seconds. */
const QUICK = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** How long people take, in seconds: up to a week. */
const PATIENT = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400, 259_200, 604_800];

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'nt2_' });
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name, help, labelNames, registers });
  /** `together`: what several workers of one instance say of it together, where they see the same thing. */
  const gauge = <L extends string>(name: string, help: string, together: 'min' | 'max', labelNames: readonly L[] = []) =>
    new Gauge<L>({ name, help, labelNames, registers, aggregator: together });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) =>
    new Histogram<L>({ name, help, buckets, labelNames, registers });

  return {
    registry,

    events: counter('nt2_events_total', 'Events that this process has committed.', ['type', 'asked']),
    ends: counter('nt2_ends_total', 'Shares that have ended by a commit of this process.', ['cause', 'asked']),
    toAccepted: histogram('nt2_created_to_accepted_seconds', 'From the offer to its acceptance.', PATIENT),
    toClaimed: histogram('nt2_ready_to_claimed_seconds', 'From ready to be opened to opened.', PATIENT),
    toDelivered: histogram('nt2_claimed_to_delivered_seconds', 'From the release to the proof that it was decrypted.', PATIENT),

    requests: counter('nt2_http_requests_total', 'Answers of the API.', ['method', 'route', 'status']),
    requestTime: histogram('nt2_http_request_seconds', 'Time to the answer of the API.', QUICK, ['method', 'route']),
    refusals: counter('nt2_refusals_total', 'What was refused, at the web door and at the chat door.', ['door', 'code']),
    errors: counter('nt2_errors_total', 'Error lines in the log.', ['event', 'code']),

    chatAnswers: counter('nt2_chat_answers_total', 'First answers to what came in from chat.', ['platform', 'type', 'answer']),
    chatTime: histogram('nt2_chat_answer_seconds', 'Time to that answer.', QUICK, ['platform']),
    chatCalls: counter('nt2_chat_messages_total', 'Messages given to a platform.', ['platform', 'call', 'outcome']),
    platforms: gauge('nt2_platform_state', '1 for the state in which a platform is.', 'max', ['platform', 'state']),
    outboxShares: gauge('nt2_outbox_shares', 'Shares with messages to send, in the store.', 'max'),
    outboxWait: gauge('nt2_outbox_wait_seconds', 'For how long the oldest message has waited that this process could not yet send.', 'max'),

    reminders: counter('nt2_reminders_total', 'How often a share has reminded of itself by a commit of this process, for each reason.', [
      'reason',
    ]),
    policyRefused: gauge('nt2_policy_refused', '1 when the policy file had faults at its last reload; absent where there is none.', 'max'),

    webhookTries: counter('nt2_webhook_tries_total', 'Events sent to webhooks by this process, by what came of it.', ['outcome']),
    webhookLanes: gauge('nt2_webhook_waiting_shares', 'Shares with events that wait for a webhook, counted for each endpoint.', 'max'),
    webhookDead: gauge('nt2_webhook_dead_events', 'Events for webhooks that were given up and not sent again.', 'max'),

    storeTime: histogram('nt2_store_seconds', 'Time of each verb of the store.', QUICK, ['verb']),
    storeFaults: counter('nt2_store_faults_total', 'Verbs of the store that failed.', ['verb', 'code']),
    commits: counter('nt2_commits_total', 'Commits, by what came of them.', ['outcome']),
    storeUp: gauge('nt2_store_up', '1 when the store answers.', 'min'),
    keyStoreUp: gauge('nt2_key_store_up', '1 when the key store answers; absent where there is none.', 'min'),
    storeBehind: gauge('nt2_store_behind_tenants', 'Tenants for whom the store went back in time.', 'max'),
    storeWarnings: gauge('nt2_store_warnings', 'What the store warns of; `nt2 doctor` has the sentences.', 'max'),
    freeBytes: gauge('nt2_disk_free_bytes', 'Room left where nt2 keeps files.', 'min', ['folder']),

    files: gauge('nt2_files', 'Files that lie here, begun ones among them.', 'max'),
    fileBytes: gauge('nt2_file_bytes', 'Bytes of ciphertext that those have or are to have.', 'max'),
    filesAway: gauge('nt2_files_away', '1 while the place of files does not do its work.', 'max'),
    filesSwept: counter(
      'nt2_files_swept_total',
      'What the sweeper of this process has found: files that ended, files without a record, chunks that are lost.',
      ['what'],
    ),

    logWaiting: gauge('nt2_log_waiting_leaves', 'Events that no checkpoint covers yet.', 'max'),
    logLag: gauge('nt2_log_lag_seconds', 'Age of the oldest event that no checkpoint covers yet, where signing goes on.', 'min'),
    logStopped: gauge('nt2_log_stopped_tenants', 'Logs that are no longer signed.', 'max'),
    witnesses: gauge(
      'nt2_witnesses_in_trouble',
      'Witnesses that do not sign: away (late or absent), unknown (they do not know this log or its key), forked (shown another history).',
      'max',
      ['why'],
    ),
  };
}
