// A worker has three connections to Redis, which must lead to the same server. When one of them is
// lost all are closed, and the worker starts over.
import type { Fence } from "../../db/journal/batch-writer.js";
import { JournalStream, RedisChanged } from "../../redis/journal/stream.js";
import { ScriptRunner } from "../../redis/script-runner.js";
import type { Millis, ShardId } from "../../journal/brands.js";

/** The connections of one worker to one Redis. */
export interface RedisLink {
  /** Never blocks: scripts, the lease, trimming, notices. */
  readonly commands: JournalStream;
  /** Blocks until there are entries to copy to MySQL. */
  readonly copying: JournalStream;
  /** Blocks until there are entries to deliver to the signals. */
  readonly delivering: JournalStream;
  readonly runner: ScriptRunner;
  /** Ends the blocking reads; `commands` goes on. */
  unblock(): void;
  /** Closes all three connections. */
  close(): void;
}

const COMMAND_TIMEOUT_MS = 2000;

/**
 * Opens the three connections.
 * @param currentFence gives the generation that every script carries
 * @throws RedisChanged when they lead to different servers
 */
export async function openRedisLink(
  url: string,
  shard: ShardId,
  currentFence: () => Fence,
): Promise<RedisLink> {
  const opened: JournalStream[] = [];
  const open = async (commandTimeoutMs?: Millis): Promise<JournalStream> => {
    const options = { url, shard };
    const stream = await JournalStream.open(
      commandTimeoutMs === undefined ? options : { ...options, commandTimeoutMs },
    );
    opened.push(stream);
    return stream;
  };
  const close = (): void => opened.forEach((stream) => stream.close());
  try {
    const commands = await open(COMMAND_TIMEOUT_MS);
    const copying = await open();
    const delivering = await open();
    if (opened.some(({ identity }) => identity.runId !== commands.identity.runId)) {
      throw new RedisChanged("the connections lead to different servers");
    }
    return {
      commands,
      copying,
      delivering,
      runner: new ScriptRunner({
        client: commands.client,
        readGeneration: () => Promise.resolve(currentFence().generation),
        askAgainMs: 0,
      }),
      unblock: () => {
        copying.close();
        delivering.close();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
