// The state of one fake Slack and the questions that everything else asks it: who sees whom, which channel is a direct one.

import type { App, Block, Channel, Enterprise, Ephemeral, Installation, Message, Team, User, View, ViewInput } from './types.ts';

export interface Trigger {
  readonly id: string;
  readonly user: string;
  readonly team: string;
  readonly act: string;
  readonly at: number;
  /** Where it was pressed: a view can push only onto its own stack. */
  readonly viewId: string | null;
  used: boolean;
}

export interface Hook {
  readonly id: string;
  readonly act: string;
  readonly user: string;
  readonly team: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** The message whose button was pressed: stored (`message`) or an ephemeral one. */
  readonly original: { readonly ts: string; readonly ephemeral: boolean } | null;
  readonly at: number;
  uses: number;
}

export type World = ReturnType<typeof createWorld>;

export function createWorld({ app, clock }: { app: App; clock: () => number }) {
  const teams = new Map<string, Team>();
  const enterprises = new Map<string, Enterprise>();
  const users = new Map<string, User>();
  const groups = new Map<string, string>();
  const channels = new Map<string, Channel>();
  const installations: Installation[] = [];
  const messages: Message[] = [];
  const ephemerals: Ephemeral[] = [];
  /** Open modals of each person, the one on top last. */
  const modals = new Map<string, View[]>();
  const homes = new Map<string, View>();
  const sentViews: ViewInput[] = [];
  const openedBy = new Map<string, string>();
  const triggers = new Map<string, Trigger>();
  const hooks = new Map<string, Hook>();
  const complaints: string[] = [];
  /** Timestamps of messages that the team's settings no longer let anybody edit. */
  const editsClosed = new Set<string>();
  let counter = 0;
  let lastTs = 0;

  const count = (): number => (counter += 1);
  const teamsOf = (who: Installation): readonly string[] =>
    who.teamId === null
      ? [...teams.values()].filter((team) => team.enterpriseId === who.enterpriseId).map((team) => team.id)
      : [who.teamId];
  const sameEnterprise = (a: string, b: string): boolean => {
    const of = teams.get(a)?.enterpriseId ?? null;
    return of !== null && of === (teams.get(b)?.enterpriseId ?? null);
  };
  const sharesChannel = (user: User, team: string): boolean =>
    [...channels.values()].some(
      (channel) => channel.teams.includes(team) && channel.teams.includes(user.teamId) && channel.members.has(user.id),
    );

  return {
    app,
    clock,
    teams,
    enterprises,
    users,
    groups,
    channels,
    installations,
    messages,
    ephemerals,
    modals,
    homes,
    sentViews,
    openedBy,
    triggers,
    hooks,
    complaints,
    editsClosed,
    count,
    teamsOf,
    /** Where answers by response_url and sockets are reached; a transport that listens elsewhere says so. */
    base: { hooks: 'https://hooks.slack.com', sockets: null as string | null },

    id: (prefix: string): string => `${prefix}${String(count()).padStart(8, '0')}`,
    /** A timestamp of a message: seconds and microseconds, never the same twice. */
    ts(): string {
      lastTs = Math.max(lastTs + 100, clock() * 1000);
      return `${String(Math.floor(lastTs / 1_000_000))}.${String(lastTs % 1_000_000).padStart(6, '0')}`;
    },

    /** How a team sees someone: not at all, as one of its own, as a colleague of the same enterprise, or as a stranger (Slack Connect). */
    relation(user: User, team: string): 'own' | 'enterprise' | 'stranger' | 'none' {
      if (user.teams.includes(team)) return 'own';
      if (sameEnterprise(user.teamId, team)) return 'enterprise';
      return sharesChannel(user, team) ? 'stranger' : 'none';
    },

    installationFor(team: string): Installation | null {
      const of = teams.get(team)?.enterpriseId ?? null;
      const fits = (one: Installation): boolean => one.teamId === team || (one.teamId === null && one.enterpriseId === of);
      return installations.findLast((one) => one.status === 'active' && fits(one)) ?? installations.findLast(fits) ?? null;
    },

    /** The direct conversation of exactly these people; made when `create`. */
    direct(team: string, members: readonly string[], create = true): Channel | null {
      const found = [...channels.values()].find(
        ({ kind, members: those }) =>
          (kind === 'im' || kind === 'mpim') && those.size === members.length && members.every((one) => those.has(one)),
      );
      if (found || !create) return found ?? null;
      const kind = members.length === 2 ? 'im' : 'mpim';
      const id = `${kind === 'im' ? 'D' : 'G'}${String(count()).padStart(8, '0')}`;
      const name = kind === 'im' ? 'directmessage' : `mpdm-${String(count())}`;
      const made: Channel = { id, name, kind, teams: [team], members: new Set(members), archived: false, closed: 'no' };
      channels.set(id, made);
      return made;
    },

    /** Slack gives every block and every actionable element an id when the app gave none. */
    withIds(blocks: readonly Block[]): Block[] {
      const named = structuredClone(blocks) as Block[];
      for (const block of named) {
        block.block_id ??= `b${String(count())}`;
        const inside = [block.element, block.accessory, ...(block.type === 'actions' ? (block.elements ?? []) : [])];
        for (const element of inside) if (element && element.type !== 'image') element.action_id ??= `a${String(count())}`;
      }
      return named;
    },
  };
}
