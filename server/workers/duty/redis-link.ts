// Everything a worker asks of Redis goes to one server: three connections that must agree on who it
// is. When one of them is lost all are, and the worker starts over.
import type { Fence } from "../../db/journal/batch-writer.js";
import { JournalStream, RedisChanged } from "../../redis/journal/stream.js";
import { ScriptRunner } from "../../redis/script-runner.js";
import type { Millis, ShardId } from "../../journal/brands.js";

export interface RedisLink {
  /** Never blocks: scripts, the lease, trimming, notices. */
  readonly commands: JournalStream;
  /** Blocks for the next entries to be remembered. */
  readonly copying: JournalStream;
  /** Blocks for the next entries to be told. */
  readonly telling: JournalStream;
  readonly runner: ScriptRunner;
  /** On the connection of `copying`: what it says belongs to what was read there. */
  readonly copyingRunner: ScriptRunner;
  /** Nobody waits for entries any longer; `commands` goes on. */
  unblock(): void;
  close(): void;
}

const COMMAND_TIMEOUT_MS = 2000;

/** @param currentFence asked for the generation that every script carries */
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
  const runnerOver = (stream: JournalStream): ScriptRunner =>
    new ScriptRunner({
      client: stream.client,
      readGeneration: () => Promise.resolve(currentFence().generation),
      askAgainMs: 0,
    });
  try {
    const commands = await open(COMMAND_TIMEOUT_MS);
    const copying = await open();
    const telling = await open();
    if (opened.some(({ identity }) => identity.runId !== commands.identity.runId)) {
      throw new RedisChanged("the connections lead to different servers");
    }
    return {
      commands,
      copying,
      telling,
      runner: runnerOver(commands),
      copyingRunner: runnerOver(copying),
      unblock: () => {
        copying.close();
        telling.close();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
