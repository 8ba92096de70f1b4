// What can go wrong between an app and Discord, on demand: for the next calls of a route, and then no more.

export type Fault =
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'rate limit'; readonly retryAfter: number; readonly global?: boolean }
  /** Refused before anything happened. */
  | { readonly kind: 'status'; readonly status: number; readonly code?: number; readonly message?: string }
  /** The connection breaks before anything happened. */
  | { readonly kind: 'reset' }
  /** It happens; the answer ends in the middle. */
  | { readonly kind: 'half a body' }
  /** It happens; the answer says it did not, or never comes. */
  | { readonly kind: 'does it, then 500' }
  | { readonly kind: 'does it, then hangs' }
  | { readonly kind: 'hangs' };

interface Planned {
  readonly fault: Fault;
  readonly matches: RegExp;
  times: number;
}

export function createFaults() {
  const planned: Planned[] = [];
  return {
    /** `route`: method and path below /api/v10, `*` for one part of it; `POST /channels/*` ends there, messages are another route. */
    plan(route: string, fault: Fault, times = 1): void {
      const pattern = route
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('[^/]+');
      planned.push({ fault, matches: new RegExp(`^${pattern}$`), times });
    },
    next(call: string): Fault | null {
      const found = planned.find(({ matches, times }) => times > 0 && matches.test(call));
      if (!found) return null;
      found.times -= 1;
      return found.fault;
    },
    clear: (): void => void planned.splice(0),
  };
}
