// What nt2 does with a message that Slack refused: one row for each error that Slack documents for the methods nt2 sends with.

import type { Failure, Unshown } from '../../bot/port.ts';
import type { Called } from './web-api.ts';

type Failed = Extract<Called, { ok: false }>;
/** `tenant`: the installation itself is at fault. The message waits, because the operator or a new installation can repair it. */
type Fate = Failure | 'tenant';

const FATES: Readonly<Record<Fate, readonly string[]>> = {
  gone: [
    // The message to edit was deleted, or can no longer be edited.
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'channel_not_found',
  ],
  later: [
    'rate_limited',
    'ratelimited',
    'message_limit_exceeded',
    'update_failed',
    'streaming_state_conflict',
    'external_channel_migrating',
    'unreachable',
    'proxy_unreachable',
    'proxy_refused',
    'proxy_wants_password',
    'fatal_error',
    'internal_error',
    'request_timeout',
    'service_unavailable',
    'team_added_to_org',
    'accesslimited',
  ],
  tenant: [
    'invalid_auth',
    'not_authed',
    'token_expired',
    'token_revoked',
    'account_inactive',
    'missing_scope',
    'no_permission',
    'not_allowed_token_type',
    'org_login_required',
    'two_factor_setup_required',
    'enterprise_is_restricted',
    'ekm_access_denied',
    'access_denied',
    'team_access_not_granted',
    'team_not_found',
    'app_access_restricted',
  ],
  refused: [
    // This person cannot be written to.
    'messages_tab_disabled',
    'user_disabled',
    'user_not_found',
    'user_not_visible',
    'user_not_in_channel',
    'invalid_user_combination',
    'method_not_supported_for_channel_type',
    // It cannot be posted there.
    'not_in_channel',
    'is_archived',
    'is_inactive',
    'cannot_reply_to_message',
    'posting_to_channel_denied',
    'restricted_action',
    'restricted_action_non_threadable_channel',
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'restricted_action_thread_only_channel',
    'send_on_behalf_not_allowed',
    // It was posted under this key and has been deleted since.
    'duplicate_channel_not_found',
    'duplicate_message_not_found',
    // nt2 sends nothing of the kind: a defect, and a retry does not help.
    'as_user_not_supported',
    'attachment_payload_limit_exceeded',
    'block_mismatch',
    'blocked_file_type',
    'cant_broadcast_message',
    'cant_delete_message',
    'draft_already_deleted',
    'draft_already_sent',
    'draft_has_conflict',
    'draft_not_found',
    'file_deleted',
    'file_is_deleted',
    'file_not_found',
    'file_share_limit_reached',
    'invalid_arguments',
    'invalid_attachments',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'markdown_text_conflict',
    'max_file_sharing_exceeded',
    'metadata_must_be_sent_from_app',
    'metadata_too_large',
    'missing_file_data',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_dual_broadcast_content_update',
    'no_text',
    'not_enough_users',
    'slack_connect_blocked_file_type',
    'slack_connect_canvas_sharing_blocked',
    'slack_connect_clip_sharing_blocked',
    'slack_connect_file_link_sharing_blocked',
    'slack_connect_file_upload_sharing_blocked',
    'slack_connect_lists_sharing_blocked',
    'too_many_attachments',
    'too_many_contact_cards',
    'too_many_users',
    'unable_to_share_files',
    'users_list_not_supplied',
  ],
};

const BY_ERROR: ReadonlyMap<string, Fate> = new Map(
  Object.entries(FATES).flatMap(([fate, errors]) => errors.map((error) => [error, fate as Fate] as const)),
);

/** How long to wait before trying a broken installation again. */
export const REINSTALL_RETRY_MS = 5 * 60_000;

/** Undefined for an error that Slack has not documented. */
export const classifyError = (error: string): Fate | undefined => (error.startsWith('http_') ? 'later' : BY_ERROR.get(error));

/** nt2's own code: Slack did not answer in time. */
export const TOOK_TOO_LONG = 'took_too_long';
/** Slack has two names for each. */
const TOO_LATE = new Set([TOOK_TOO_LONG, 'expired_trigger_id', 'exchanged_trigger_id', 'trigger_expired', 'trigger_exchanged']);
/** Another view was opened in between: the next press works again. */
const OVERTAKEN = new Set(['hash_conflict', 'not_found', 'push_limit_reached']);

/** Why a view or a look-up was refused. An undocumented error counts as a defect: to advise waiting would not be honest. */
export function unshownFor(error: string): Unshown | 'late' {
  if (TOO_LATE.has(error)) return 'late';
  if (error === 'no_installation' || classifyError(error) === 'tenant') return 'setup';
  return classifyError(error) === 'later' || OVERTAKEN.has(error) ? 'busy' : 'shape';
}

export function failed({ error, retryAfterMs }: Failed): { readonly ok: false; readonly reason: Failure; readonly retryAfterMs?: number } {
  const fate = classifyError(error) ?? 'refused';
  if (fate === 'tenant') return { ok: false, reason: 'later', retryAfterMs: REINSTALL_RETRY_MS };
  return { ok: false, reason: fate, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
