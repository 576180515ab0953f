// A shard in the hands of its worker over one link to Redis: every loop at its own pace, and all of
// them ended by the first that fails.
import type { Logger } from "pino";
import { readShard } from "../../db/repositories/shard-duty.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import type { DutyConnection } from "./duty-connection.js";
import type { DutyLoop, StartDutyLoop } from "./duty.js";
import { JournalLoop, type JournalStep } from "../journal/journal-loop.js";
import { LeaseLoop } from "./lease-loop.js";
import type { Recovered } from "./recovery.js";
import type { RedisLink } from "./redis-link.js";
import { ShardFenced } from "./shard-fenced.js";
import { TellingLoop } from "../journal/telling-loop.js";
import { together, type Loop } from "../together.js";
import { TrimLoop } from "../journal/trim-loop.js";

export interface SessionOptions {
  readonly duty: DutyConnection;
  readonly link: RedisLink;
  readonly from: Recovered;
  readonly log: Logger;
  readonly startLoop: StartDutyLoop | undefined;
  readonly failpoint: (step: JournalStep) => void | Promise<void>;
  readonly onPause: (reason: string | undefined) => void;
}

const WATCH_MS = 1000;

/** Runs until the signal or the first failure, which it throws. */
export async function runSession(options: SessionOptions, signal: AbortSignal): Promise<void> {
  const { duty, link, from, log, startLoop, failpoint, onPause } = options;
  const journal = new JournalLoop({
    duty,
    link,
    from,
    failpoint,
    onStall: (error) => log.warn({ event: "journal.stalled", err: error }),
    onFlow: () => log.info({ event: "journal.flowing" }),
  });
  const lease = new LeaseLoop({ duty, link, journal, openedN: from.openedN, onChange: onPause });
  const ended = new AbortController();
  const loop = startLoop?.({
    shard: duty.fence.shard,
    generation: duty.fence.generation,
    epoch: from.epoch,
    signal: ended.signal,
    durableN: () => journal.durable.n,
    isLeased: () => lease.isLeased,
  });
  const telling = loop && new TellingLoop({ stream: link.telling, loop, log, from: from.cursor });
  const trim = new TrimLoop({
    commands: link.commands,
    journal,
    told: () => telling?.told,
  });
  const loops: Loop[] = [
    (inner) => unblock(link, ended, inner),
    (inner) => journal.run(inner),
    (inner) => lease.run(inner),
    (inner) => trim.run(inner),
    (inner) => pacedLoop(inner, { afterMs: WATCH_MS }, () => watchFence(duty)),
    ...(telling ? [(inner: AbortSignal) => telling.run(inner)] : []),
  ];
  try {
    await together(signal, loops);
  } finally {
    ended.abort();
    await stopQuietly(loop, log);
  }
}

/** Those that wait, for entries or for what they do with them, wait no longer than the others. */
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

/** An operator may fence a shard too. */
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
