// The only place that spells keys. What one script touches shares one hash tag, so the same code
// runs on one Redis and on Redis Cluster (lua/README.md lists what each key holds).

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

/** A showtime and the member whose own buckets the script reads. */
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

export type ShardKeyName = (typeof SHARD_KEYS)[number];
export type WalletKeyName = (typeof WALLET_KEYS)[number];
export type ShowtimeKeyName = (typeof SHOW_KEYS)[number];
export type KeyName = ShardKeyName | WalletKeyName | ShowtimeKeyName | "places";

const has = <T extends string>(names: readonly T[], name: string): name is T =>
  (names as readonly string[]).includes(name);

/** Members share buckets of 128, which Redis packs: 11 to 22 bytes each instead of 75 to 300. */
const bucketOf = (memberNo: MemberNo): number => Math.floor(memberNo / 128);

export const shardKey = (shard: ShardId, name: ShardKeyName): string => `{s${shard}}:${name}`;

export const walletKey = (shard: ShardId, name: WalletKeyName, memberNo: MemberNo): string =>
  `{s${shard}}:${name}:${bucketOf(memberNo)}`;

export const showtimeKey = ({ shard, showtime }: ShowtimeTarget, name: ShowtimeKeyName): string =>
  `{s${shard}}:show:${showtime}:${name}`;

export const placesKey = ({ shard, showtime, memberNo }: PlaceTarget): string =>
  `{s${shard}}:show:${showtime}:places:${bucketOf(memberNo)}`;

/** Stored answers and revoked sessions: convenience with a TTL, no effect rests on them. */
export const answerKey = (shard: ShardId, memberNo: MemberNo, hash: string): string =>
  `{s${shard}}:answer:${memberNo}:${hash}`;

export const revokedKey = (shard: ShardId, sessionId: string): string =>
  `{s${shard}}:revoked:${sessionId}`;

/** Counters of calls per minute; each call touches one key, so they need no hash tag. */
export const rateKeyPrefix = (name: string): string => `rate:${name}`;

/** The channel on which a shard's worker tells which operations a committed batch held. */
export const committedChannel = (shard: ShardId): string => `{s${shard}}:committed`;

/**
 * The key a script means by a name of its header.
 * @throws Error when the target lacks what the name needs: a bug of the caller
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
