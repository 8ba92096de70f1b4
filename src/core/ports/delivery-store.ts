// What waits to be sent to the operator's webhooks: for each endpoint and share a lane, in which events stand in their order.

import type { ShareId } from '../share.ts';

/** The events of one share for one endpoint. */
export interface DeliveryLane {
  readonly endpoint: string;
  readonly share: ShareId;
}

/** What a commit adds: these events, to the lane of each of these endpoints. */
export interface NewDeliveries {
  readonly endpoints: readonly string[];
  /** Each one line that begins with the event's id and a space. */
  readonly events: readonly string[];
}

export interface WaitingEvent {
  /** Stays the same however often it is sent. */
  readonly id: string;
  /** One line that begins with the id. */
  readonly event: string;
  /** Since when it waits, epoch ms. */
  readonly since: number;
  /** How often in a row this lane could not be sent. */
  readonly failures: number;
}

/** Given up; kept until it is sent again by hand, or its time is over. */
export interface DeadDelivery {
  readonly id: string;
  readonly share: ShareId;
  readonly event: string;
  /** When it was given up, epoch ms. */
  readonly at: number;
  /** A fixed word: what the last try ended with. */
  readonly reason: string;
}

export interface DeliveryStore {
  /**
   * Lanes with something to send, at most `limit` for each endpoint. Each goes to one caller only, until it is released or `now + leaseMs`
   * passes. A commit that adds to a lane gives it to no other.
   */
  leaseLanes(
    now: number,
    leaseMs: number,
    wanted: readonly { readonly endpoint: string; readonly limit: number }[],
  ): Promise<DeliveryLane[]>;
  /** The oldest of the lane; null: nothing is left in it. */
  firstDelivery(lane: DeliveryLane): Promise<WaitingEvent | null>;
  /** It has arrived: takes it out, if it still is the oldest, and forgets failures. */
  settleDelivery(lane: DeliveryLane, id: string): Promise<void>;
  /** One more failure: nothing of this lane is sent before `nextAt`. Ends the lease. */
  putOffLane(lane: DeliveryLane, nextAt: number): Promise<void>;
  /** Gives up the oldest of the lane, if it still is this one. It is kept until `untilAt`. */
  buryDelivery(lane: DeliveryLane, dead: Pick<DeadDelivery, 'id' | 'at' | 'reason'> & { readonly untilAt: number }): Promise<void>;
  /** Ends the lease, and the lane where it is empty. */
  releaseLane(lane: DeliveryLane): Promise<void>;
  /** Those that were given up: share by share, and of each in the order of its events. */
  deadDeliveries(endpoint: string): Promise<DeadDelivery[]>;
  /** Puts one that was given up at the end of its lane, as if it had come in now. False: there is none. */
  replayDelivery(lane: DeliveryLane, id: string, now: number): Promise<boolean>;
  countDeliveries(endpoint: string): Promise<{ readonly lanes: number; readonly dead: number }>;
  /** Deletes what waits for this endpoint and what was given up. */
  dropDeliveries(endpoint: string): Promise<void>;
}
