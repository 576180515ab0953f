import { Redis } from "ioredis";
import { placesKey, showtimeKey } from "../../../server/redis/keys.js";

const SHARD = 0;
/** Far above the numbers of real members, so that no member of the bench has one of the places. */
const FIRST_MEMBER = 128 * 1_000_000;
const BUCKET = 128;
const BUCKETS_AT_ONCE = 200;

/**
 * Starts booking sessions of members who have joined in no other way, in the form in which the
 * scripts write them. @returns the number of the first member; the others follow, and the place of
 * each is the number of the member
 */
export async function admitInRedis(
  url: string,
  { showtime, count, endsAt }: { showtime: number; count: number; endsAt: number },
): Promise<number> {
  const redis = new Redis(url);
  const target = { shard: SHARD, showtime };
  try {
    for (let at = 0; at < count; at += BUCKET * BUCKETS_AT_ONCE) {
      const pipeline = redis.pipeline();
      for (let i = at; i < Math.min(at + BUCKET * BUCKETS_AT_ONCE, count); i++) {
        const memberNo = FIRST_MEMBER + i;
        pipeline.zadd(showtimeKey(target, "active"), endsAt, memberNo);
        pipeline.hset(showtimeKey(target, "sessions"), memberNo, endsAt);
        pipeline.hset(placesKey({ ...target, memberNo }), memberNo, memberNo);
      }
      await pipeline.exec();
    }
    return FIRST_MEMBER;
  } finally {
    redis.disconnect();
  }
}

/**
 * Adds waiting members at the end of a waiting room in Redis, in the form in which the scripts
 * write them. A million joins through a door would take minutes.
 */
export async function fillRedis(url: string, showtime: number, count: number): Promise<void> {
  const redis = new Redis(url);
  const target = { shard: SHARD, showtime };
  const queue = showtimeKey(target, "queue");
  try {
    const last = Number((await redis.hget(queue, "next")) ?? 0);
    for (let at = 0; at < count; at += BUCKET * BUCKETS_AT_ONCE) {
      const pipeline = redis.pipeline();
      const end = Math.min(at + BUCKET * BUCKETS_AT_ONCE, count);
      for (let first = at; first < end; first += BUCKET) {
        const places = Array.from({ length: Math.min(BUCKET, end - first) }, (_, i) => [
          FIRST_MEMBER + first + i,
          last + first + i + 1,
        ]);
        const memberNo = FIRST_MEMBER + first;
        pipeline.hset(placesKey({ ...target, memberNo }), ...places.flat());
      }
      await pipeline.exec();
    }
    await redis.multi().hincrby(queue, "next", count).hincrby(queue, "waiting", count).exec();
  } finally {
    redis.disconnect();
  }
}
