// Which machines people have enrolled. What a machine may is its bond's to say; this says whose it is, and by which key it is known.

import type { WorkloadBinding } from './workload-verifier.ts';
import type { Person, TenantTag } from '../share.ts';

export interface Machine {
  /** One in its tenant: small letters, digits and hyphens. */
  readonly name: string;
  /** The person who approved it, as chat named them then. */
  readonly owner: Person;
  /** base64 Ed25519 public key. */
  readonly device: string;
  /** Epoch ms. */
  readonly madeAt: number;
  /** What it must show besides its key. Absent: nothing. */
  readonly workload?: WorkloadBinding;
}

export interface MachineStore {
  /** `taken`: there is one of this name. `full`: the owner has `max` already. One atomic act. */
  addMachine(tag: TenantTag, machine: Machine, max: number): Promise<'added' | 'taken' | 'full'>;
  /** By name. */
  machines(tag: TenantTag): Promise<Machine[]>;
  /** Another binding, or none, for the machine of this name and key. False: there is no such machine. */
  bindMachine(tag: TenantTag, machine: Machine): Promise<boolean>;
  /** False: there is no such machine with this key. */
  dropMachine(tag: TenantTag, name: string, device: string): Promise<boolean>;
}
