// The time, the lease and the pauses of the seat model: they decide which deadline is in force
// (lua/README.md, "Time").
import { T0 } from "../kit/test-shard.js";

const GRACE_MS = 60_000;
const ENDLESS_MS = 1_000_000_000;

interface Pause {
  from: number;
  at: number;
  resumed: number;
}

const none = (): Pause => ({ from: 0, at: 0, resumed: 0 });

/**
 * The deadline after one pause: it keeps what was made before it and had not lapsed at its start.
 */
function after(deadlineAt: number, madeAt: number, { from, at, resumed }: Pause): number {
  if (at === 0 || madeAt > at || deadlineAt <= from) return deadlineAt;
  return resumed < at ? Infinity : Math.max(deadlineAt, resumed + GRACE_MS);
}

/** The clock of the model. */
export class ModelTime {
  now = T0;
  leaseEndsAt = T0 + ENDLESS_MS;
  readonly shard = none();
  readonly sale = { state: "open" as "open" | "paused", ...none() };

  /** Whether the shard may sell. */
  get hasLease(): boolean {
    return this.now < this.leaseEndsAt;
  }

  /** The deadline in force, pauses included. */
  countsUntil(deadlineAt: number, madeAt: number): number {
    const { shard, sale, leaseEndsAt } = this;
    const counts = Math.max(
      after(after(deadlineAt, madeAt, shard), madeAt, sale),
      after(after(deadlineAt, madeAt, sale), madeAt, shard),
    );
    const isKept = !this.hasLease && madeAt <= leaseEndsAt && counts > leaseEndsAt;
    return isKept ? Infinity : counts;
  }

  /** Ends the lease. */
  lapse(): void {
    this.leaseEndsAt = Math.min(this.leaseEndsAt, this.now);
  }

  /** Renews the lease. */
  renew(): void {
    if (!this.hasLease) {
      const { shard, leaseEndsAt } = this;
      if (shard.at === 0 || leaseEndsAt > shard.resumed + GRACE_MS) shard.from = leaseEndsAt;
      shard.at = leaseEndsAt;
      shard.resumed = this.now;
    }
    this.leaseEndsAt = Math.max(this.leaseEndsAt, this.now + ENDLESS_MS);
  }

  /** Pauses or resumes the sale. False when the shard has no lease. */
  policy(state: "open" | "paused"): boolean {
    if (!this.hasLease) return false;
    const { sale, now } = this;
    if (state === "paused" && sale.state === "open") {
      if (sale.resumed === 0 || now >= sale.resumed + GRACE_MS) sale.from = now;
      sale.at = Math.max(now, sale.resumed + 1);
    } else if (state === "open" && sale.state === "paused") {
      sale.resumed = Math.max(now, sale.at);
    }
    sale.state = state;
    return true;
  }
}
