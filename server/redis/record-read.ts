// Reads of a shard that need no script: plain reads in one transaction, so that all of them are of
// one moment, with the control record, which says whose moment it is.
import type { RedisClient } from "./client.js";
import { shardKey, type ShardTarget } from "./keys.js";
import { unpackControl, type ControlRecord } from "./shard/control-record.js";

/** What a read finds. A key or a field that is missing is null. */
export interface Found {
  readonly record: ControlRecord;
  readonly strings: readonly (Buffer | null)[];
  readonly field: string | null;
}

export interface RecordRead<Target extends ShardTarget, Output> {
  /** Its name, in the form of a script's. */
  readonly file: string;
  /** The keys whose strings are read. */
  readonly strings: (target: Target) => readonly string[];
  /** The hash and its field that is read. */
  readonly field: (target: Target) => readonly [key: string, field: string];
  /**
   * Decodes what was found under the generation of the caller.
   * @throws AppError the refusals
   */
  readonly reply: (found: Found) => Output;
}

/**
 * Reads once. Undefined when Redis has no control record of the shard.
 * @throws Error when a command fails: the error of the first one
 */
export async function readRecord<Target extends ShardTarget>(
  client: RedisClient,
  spec: RecordRead<Target, unknown>,
  target: Target,
): Promise<Found | undefined> {
  const keys = [shardKey(target.shard, "control"), ...spec.strings(target)];
  const read = client
    .multi()
    .hget(...spec.field(target))
    .mgetBuffer(keys);
  const [field, strings] = await repliesOf(read.exec());
  const [record, ...rest] = strings as (Buffer | null)[];
  if (!record) return undefined;
  return { record: unpackControl(record), strings: rest, field: field as string | null };
}

type Replies = readonly (readonly [error: Error | null, reply: unknown])[];

async function repliesOf(execution: Promise<Replies | null>): Promise<unknown[]> {
  const replies = await execution.catch((aborted: unknown) => {
    throw causeOf(aborted);
  });
  return (replies ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}

/** A transaction is aborted for an error of one of its commands, which says what is wrong. */
function causeOf(aborted: unknown): unknown {
  const { previousErrors } = aborted as { readonly previousErrors?: readonly Error[] };
  return previousErrors?.[0] ?? aborted;
}
