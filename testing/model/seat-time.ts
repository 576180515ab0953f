// Time, lease and pauses of the seat model: which deadline counts (lua/README.md, "Time").
import { T0 } from "../kit/test-shard.js";

const GRACE_MS = 60_000;
const ENDLESS_MS = 1_000_000_000;

interface Pause {
  from: number;
  at: number;
  resumed: number;
}

const none = (): Pause => ({ from: 0, at: 0, resumed: 0 });

/** A pause ends nothing that was made before it and had not lapsed when it began. */
function after(deadline: number, made: number, { from, at, resumed }: Pause): number {
  if (at === 0 || made > at || deadline <= from) return deadline;
  return resumed < at ? Infinity : Math.max(deadline, resumed + GRACE_MS);
}

export class ModelTime {
  now = T0;
  leaseUntil = T0 + ENDLESS_MS;
  readonly shard = none();
  readonly sale = { state: "open" as "open" | "paused", ...none() };

  get hasLease(): boolean {
    return this.now < this.leaseUntil;
  }

  countsUntil(deadline: number, made: number): number {
    const { shard, sale, leaseUntil } = this;
    const counts = Math.max(
      after(after(deadline, made, shard), made, sale),
      after(after(deadline, made, sale), made, shard),
    );
    const isKept = !this.hasLease && made <= leaseUntil && counts > leaseUntil;
    return isKept ? Infinity : counts;
  }

  lapse(): void {
    this.leaseUntil = Math.min(this.leaseUntil, this.now);
  }

  renew(): void {
    if (!this.hasLease) {
      const { shard, leaseUntil } = this;
      if (shard.at === 0 || leaseUntil > shard.resumed + GRACE_MS) shard.from = leaseUntil;
      shard.at = leaseUntil;
      shard.resumed = this.now;
    }
    this.leaseUntil = Math.max(this.leaseUntil, this.now + ENDLESS_MS);
  }

  /** False: the shard has no lease to do it. */
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
