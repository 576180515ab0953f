import { Redis } from "ioredis";
import { shardKey } from "../../../server/redis/keys.js";

const SHARD = 0;

/** The generation of the shard of the bench: the first field of its control record. */
export async function generationOf(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const record = await redis.getBuffer(shardKey(SHARD, "control"));
    if (record === null) throw new Error("the shard is not on duty");
    return record.readDoubleLE(0);
  } finally {
    redis.disconnect();
  }
}
