// The audit checks every invariant of docs/INVARIANTS.md over Redis and MySQL; servers may run
// meanwhile. It reads MySQL as of one moment, and compares each shard of Redis with the same
// journal. The rows that are projected later are compared with the replay up to the shard's cursor,
// everything else with the replay up to its end.
import { inSnapshot, type AuditSnapshot } from "../db/repositories/audit.js";
import { answerViolations, readAnswers, type PaidAnswer } from "./answers.js";
import { FactRows } from "./fact-rows.js";
import { violationsIn } from "./invariants.js";
import { overdueViolations } from "./overdue.js";
import { redisSide, type RedisSide, type Stores } from "./redis-side.js";
import { ShardReplay } from "./replay.js";
import { projectionViolations, rowViolations } from "./rows.js";
import { settle } from "./settling.js";
import type { Millis } from "../journal/brands.js";

/** What the audit reads, and how long it waits. */
export interface AuditOptions extends Stores {
  /** A file with one answer "paid" as JSON on each line (I10). */
  readonly answersFile?: string;
  /** How long open payments and entries may take to settle; default: 60 s. */
  readonly settleMs?: Millis;
}

/** What the audit has found. */
export interface AuditReport {
  readonly ok: boolean;
  /** Each begins with its invariant, such as `I1`. */
  readonly violations: readonly string[];
  readonly counts: AuditCounts;
}

/** How much was checked. */
export interface AuditCounts {
  readonly shards: number;
  readonly entries: number;
  readonly wallets: number;
  readonly payments: number;
  readonly seatsSold: number;
  readonly answers: number;
  /** Payments that are authorised and refunds that are owed. */
  readonly inFlight: number;
}

const SETTLE_MS = 60_000;
const SOLD = 2;

/**
 * Waits for open payments and entries to settle, then checks every invariant.
 * @throws Error when the file of answers cannot be read
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { answersFile } = options;
  const answers = answersFile === undefined ? [] : readAnswers(answersFile);
  await settle(options, options.settleMs ?? SETTLE_MS);
  const { replays, violations } = await inSnapshot(options.db, (snapshot) =>
    checkMySql(snapshot, answers),
  );
  const counts = countsOf(replays, answers.length);
  const sides = new Map<number, RedisSide>();
  for (const replay of replays) {
    const side = await redisSide(options, replay);
    sides.set(replay.shard, side);
    violations.push(...side.violations, ...replay.violations);
  }
  violations.push(...overdueViolations(replays, sides));
  const found = [...new Set(violations)];
  return { ok: found.length === 0, violations: found, counts };
}

interface Checked {
  readonly replays: ShardReplay[];
  readonly violations: string[];
}

async function checkMySql(
  snapshot: AuditSnapshot,
  answers: readonly PaidAnswer[],
): Promise<Checked> {
  const replays: ShardReplay[] = [];
  const violations: string[] = [];
  const facts = new FactRows(snapshot);
  const shards = await snapshot.shards();
  for (const { shard, n, projectedN } of shards) {
    const replay = new ShardReplay(shard);
    replays.push(replay);
    await replayUpTo(snapshot, replay, Math.min(n, projectedN), facts);
    if (projectedN <= n) continue;
    violations.push(`I11 shard ${shard}: ${projectedN} entries are projected, and ${n} durable`);
  }
  await facts.finish();
  violations.push(...facts.violations, ...(await projectionViolations(snapshot, replays)));
  for (const [i, { shard, n, chain }] of shards.entries()) {
    const replay = replays[i];
    if (replay === undefined) continue;
    await replayUpTo(snapshot, replay, Infinity);
    if (replay.n !== n || (n > 0 && replay.chain !== chain)) {
      violations.push(`I11 shard ${shard}: MySQL's journal ends at ${replay.n}, its row says ${n}`);
    }
  }
  violations.push(
    ...violationsIn(replays),
    ...(await rowViolations(snapshot, replays)),
    ...answerViolations(answers, replays, await snapshot.memberNumbers()),
  );
  return { replays, violations };
}

/** Replays entries up to a number; what they have made in ledger and outbox goes to `facts`. */
async function replayUpTo(
  snapshot: AuditSnapshot,
  replay: ShardReplay,
  upTo: number,
  facts?: FactRows,
): Promise<void> {
  while (replay.n < upTo) {
    const { n: after, shard } = replay;
    const lines = await snapshot.journalAfter({ shard, after, upTo });
    if (lines.length === 0) return;
    const entries = lines.map((line) => ({ n: line.n, entry: replay.take(line) }));
    await facts?.take({ shard, after, upTo: replay.n }, entries);
  }
}

function countsOf(replays: readonly ShardReplay[], answers: number): AuditCounts {
  const sum = (of: (replay: ShardReplay) => number): number =>
    replays.reduce((total, replay) => total + of(replay), 0);
  return {
    shards: replays.length,
    entries: sum(({ n }) => n),
    wallets: sum(({ wallets }) => wallets.size),
    payments: sum(({ auths }) => auths.size),
    seatsSold: sum(({ showtimes }) =>
      [...showtimes.values()].reduce(
        (sold, { seats }) => sold + [...seats.values()].filter((state) => state === SOLD).length,
        0,
      ),
    ),
    answers,
    inFlight: sum(
      ({ auths, owed }) =>
        [...auths.values()].filter(({ state }) => state === "A").length + owed.size,
    ),
  };
}
