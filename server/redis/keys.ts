// The only file that builds Redis keys. All keys of one script share one hash tag, so the same code
// runs on a single Redis and on Redis Cluster. lua/README.md lists what each key holds.

import type { MemberNo, ShardId, ShowtimeId } from "../journal/brands.js";

export interface ShardTarget {
  readonly shard: ShardId;
}

export interface ShowtimeTarget extends ShardTarget {
  readonly showtime: ShowtimeId;
}

export interface WalletTarget extends ShardTarget {
  readonly memberNo: MemberNo;
}

/** A showtime, and the member whose buckets (wallet and place) the script reads. */
export interface PlaceTarget extends ShowtimeTarget, WalletTarget {}

const SHARD_KEYS = ["control", "journal", "unsettled", "refunds"] as const;
const WALLET_KEYS = ["wallets", "auths", "credits"] as const;
const SHOW_KEYS = [
  "sale",
  "seats",
  "plan",
  "rows",
  "prices",
  "owners",
  "holds",
  "deadlines",
  "members",
  "stock",
  "pays",
  "queue",
  "called",
  "active",
  "sessions",
  "returning",
  "left",
  "departures",
] as const;

/** What the end of a hold, or of a sale, reads and writes; first in the KEYS of those scripts. */
export const RELEASING_KEYS = [
  "control",
  "journal",
  "sale",
  "seats",
  "owners",
  "holds",
  "deadlines",
  "members",
  "stock",
] as const satisfies readonly KeyName[];

/** What a new hold, or other seats for one, reads and writes. */
export const HOLDING_KEYS = [
  "control",
  "journal",
  "sale",
  "seats",
  "plan",
  "prices",
  "owners",
  "holds",
  "deadlines",
  "members",
  "stock",
  "active",
  "sessions",
] as const satisfies readonly KeyName[];

export type ShardKeyName = (typeof SHARD_KEYS)[number];
export type WalletKeyName = (typeof WALLET_KEYS)[number];
export type ShowtimeKeyName = (typeof SHOW_KEYS)[number];
export type KeyName = ShardKeyName | WalletKeyName | ShowtimeKeyName | "places";

const has = <T extends string>(names: readonly T[], name: string): name is T =>
  (names as readonly string[]).includes(name);

/**
 * 128 members share one hash, which Redis stores as a listpack: a member takes 11 to 22 bytes
 * instead of 75 to 300.
 */
const bucketOf = (memberNo: MemberNo): number => Math.floor(memberNo / 128);

/** The key of a shard as a whole, for example `{s3}:control`. */
export const shardKey = (shard: ShardId, name: ShardKeyName): string => `{s${shard}}:${name}`;

/** The key of the bucket with a member's wallet, for example `{s3}:wallets:0`. */
export const walletKey = (shard: ShardId, name: WalletKeyName, memberNo: MemberNo): string =>
  `{s${shard}}:${name}:${bucketOf(memberNo)}`;

/** The key of a showtime, for example `{s3}:show:42:seats`. */
export const showtimeKey = ({ shard, showtime }: ShowtimeTarget, name: ShowtimeKeyName): string =>
  `{s${shard}}:show:${showtime}:${name}`;

/** The key of the bucket with a member's place in a waiting room, `{s3}:show:42:places:0`. */
export const placesKey = ({ shard, showtime, memberNo }: PlaceTarget): string =>
  `{s${shard}}:show:${showtime}:places:${bucketOf(memberNo)}`;

/** The key of an answer stored for an idempotency key. It has a TTL: no effect depends on it. */
export const answerKey = (shard: ShardId, memberNo: MemberNo, hash: string): string =>
  `{s${shard}}:answer:${memberNo}:${hash}`;

/** The stream of revoked sessions, of no shard. An entry leaves it when its tokens have ended. */
export const REVOCATIONS_KEY = "revocations";

/** The prefix of counters of calls per minute. A call touches one key, so no hash tag is needed. */
export const rateKeyPrefix = (name: string): string => `rate:${name}`;

/** The channel where a shard's worker publishes the journal entries that MySQL has committed. */
export const committedChannel = (shard: ShardId): string => `{s${shard}}:committed`;

/**
 * The key that belongs to a key name of a script's header.
 * @throws Error when the target lacks a number that the name needs: a bug of the caller
 */
export function keyOf(name: KeyName, target: ShardTarget & Partial<PlaceTarget>): string {
  const { shard, showtime, memberNo } = target;
  if (has(SHARD_KEYS, name)) return shardKey(shard, name);
  if (has(WALLET_KEYS, name) && memberNo !== undefined) return walletKey(shard, name, memberNo);
  if (showtime !== undefined) {
    if (has(SHOW_KEYS, name)) return showtimeKey({ shard, showtime }, name);
    if (name === "places" && memberNo !== undefined)
      return placesKey({ shard, showtime, memberNo });
  }
  throw new Error(`key ${name} needs more than ${JSON.stringify(target)}`);
}
