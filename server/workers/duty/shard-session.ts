// A worker serves its shard over one link to Redis. Every loop has its own pace; the first that
// fails ends all of them.
import type { Logger } from "pino";
import { readShard } from "../../db/repositories/shard-duty.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import type { DutyConnection } from "./duty-connection.js";
import type { CommittedListener } from "../../journal/outcomes.js";
import type { DutyLoop, StartDutyLoop } from "./duty.js";
import { JournalLoop, type JournalStep } from "../journal/journal-loop.js";
import { ProjectionLoop } from "../journal/projection-loop.js";
import { LeaseLoop } from "./lease-loop.js";
import type { Recovered } from "./recovery.js";
import type { RedisLink } from "./redis-link.js";
import { ShardFenced } from "./shard-fenced.js";
import { DeliveryLoop } from "../journal/delivery-loop.js";
import { runLoops, type Loop } from "../run-loops.js";
import { TrimLoop } from "../journal/trim-loop.js";

/** What a session works with. */
export interface SessionOptions {
  readonly duty: DutyConnection;
  readonly link: RedisLink;
  readonly from: Recovered;
  readonly log: Logger;
  readonly startLoop: StartDutyLoop | undefined;
  readonly committed: CommittedListener | undefined;
  readonly failpoint: (step: JournalStep) => void | Promise<void>;
  /** Called when selling begins, and with the reason when it is paused. */
  readonly onPause: (reason: string | undefined) => void;
}

const WATCH_MS = 1000;

/**
 * Serves the shard until the signal aborts.
 * @throws what the first loop to fail has thrown
 */
export async function runSession(options: SessionOptions, signal: AbortSignal): Promise<void> {
  const { duty, link, from, log, startLoop, committed, failpoint, onPause } = options;
  const { shard } = duty.fence;
  const projection = new ProjectionLoop({
    connection: duty.projecting,
    fence: () => duty.fence,
    from: from.projected,
    durableN: from.cursor.n,
    isJournalBehind: () => journal.isBehind,
    failpoint,
    onStall: (error) => log.warn({ event: "projection.stalled", err: error }),
    onFlow: () => log.info({ event: "projection.flowing" }),
  });
  const journal: JournalLoop = new JournalLoop({
    duty,
    link,
    from,
    failpoint,
    onDurable: (rows) => projection.take(rows),
    onReleased: (entries) => committed?.hear(shard, entries),
    onStall: (error) => log.warn({ event: "journal.stalled", err: error }),
    onFlow: () => log.info({ event: "journal.flowing" }),
  });
  const lease = new LeaseLoop({ duty, link, journal, openedN: from.openedN, onChange: onPause });
  const ended = new AbortController();
  const loop = startLoop?.({
    shard,
    generation: duty.fence.generation,
    epoch: from.epoch,
    signal: ended.signal,
    durableN: () => journal.durable.n,
    isLeased: () => lease.isLeased,
  });
  const { delivering: stream } = link;
  const delivery = loop && new DeliveryLoop({ stream, loop, log, from: from.cursor });
  const trim = new TrimLoop({
    commands: link.commands,
    journal,
    projection,
    delivered: () => delivery?.delivered,
  });
  const loops: Loop[] = [
    (inner) => unblock(link, ended, inner),
    (inner) => journal.run(inner),
    (inner) => projection.run(inner),
    (inner) => lease.run(inner),
    (inner) => trim.run(inner),
    (inner) => pacedLoop(inner, { afterMs: WATCH_MS }, () => watchFence(duty)),
    ...(delivery ? [(inner: AbortSignal) => delivery.run(inner)] : []),
  ];
  try {
    committed?.serve(shard, true);
    await runLoops(signal, loops);
  } finally {
    committed?.serve(shard, false);
    ended.abort();
    await stopQuietly(loop, log);
  }
}

/** Ends the loops that block on a read or in a handler, as soon as the others end. */
async function unblock(
  link: RedisLink,
  ended: AbortController,
  signal: AbortSignal,
): Promise<void> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
  ended.abort();
  link.unblock();
}

/** Notices when an operator has fenced the shard in MySQL. */
async function watchFence(duty: DutyConnection): Promise<void> {
  const row = await duty
    .use((connection) => readShard(connection, duty.fence))
    .catch(() => undefined);
  if (row?.fencedReason !== undefined) throw new ShardFenced(row.fencedReason, true);
}

async function stopQuietly(loop: DutyLoop | undefined, log: Logger): Promise<void> {
  try {
    await loop?.stop();
  } catch (error) {
    log.error({ event: "signals.failed", err: error });
  }
}
