// Leases: work that one process at a time may do.

export interface LeaseStore {
  /**
   * Acquires or renews a lease. The number is a fencing token: it grows each time the owner changes, and after a lapse. Null: another owner
   * holds it. Redis goes by its own clock and takes `untilAt - now` as the duration, so an instance whose clock is wrong does no harm;
   * SQLite, which runs on one machine, goes by `now`. A store that lost the lease (a fail-over) may give it to a second owner while the
   * first still believes in its own: the higher token is right.
   */
  acquireLease(name: string, owner: string, now: number, untilAt: number): Promise<number | null>;
  /** Gives it up, if `owner` still holds it. */
  releaseLease(name: string, owner: string): Promise<void>;
}
