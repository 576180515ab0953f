// A queue token is the signed proof of a place and never changes. Possession alone opens nothing:
// the place must be the caller's own.
import { createHmac, timingSafeEqual, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { AppError } from "../errors.js";
import type { SigningKeys } from "./signing-keys.js";
import type { MemberNo, ShowtimeId } from "../journal/brands.js";

/** A place in the waiting room of one showtime, and the generation of the shard that gave it. */
export interface PlaceToken {
  readonly memberNo: MemberNo;
  readonly showtime: ShowtimeId;
  readonly place: number;
  readonly generation: number;
}

/** Signs and verifies queue tokens. */
export interface QueueTokens {
  /** 55 characters of base64url, the same for the same place. */
  sign(place: PlaceToken): string;
  /**
   * The place that a token proves.
   * @throws AppError `INVALID_QUEUE_TOKEN`
   */
  verify(token: string): PlaceToken;
}

/** Queue tokens with the keys of one configuration. */
export function createQueueTokens(keys: SigningKeys): QueueTokens {
  // A member shows the same token with every poll, hold and change. A place is for good.
  const known = new LRUCache<string, PlaceToken>({ max: CACHE_MAX });
  return {
    sign: (place) => sign(place, keys.signing),
    verify: (token) => {
      const kept = known.get(token);
      if (kept !== undefined) return kept;
      const place = readPlace(token, keys.verifying);
      known.set(token, place);
      return place;
    },
  };
}

const CACHE_MAX = 50_000;

// The bytes: version, then four numbers of 6 bytes, then the first half of an HMAC.
const VERSION = 1;
const NUMBER_BYTES = 6;
const PLACE_BYTES = 1 + 4 * NUMBER_BYTES;
const SEAL_BYTES = 16;

const TOKEN = /^[A-Za-z0-9_-]{55}$/;

const seal = (key: KeyObject, place: Buffer): Buffer =>
  createHmac("sha256", key).update("place:").update(place).digest().subarray(0, SEAL_BYTES);

function sign(place: PlaceToken, key: KeyObject): string {
  const bytes = Buffer.alloc(PLACE_BYTES);
  bytes.writeUInt8(VERSION);
  const numbers = [place.memberNo, place.showtime, place.place, place.generation];
  numbers.forEach((value, index) => {
    bytes.writeUIntBE(value, 1 + index * NUMBER_BYTES, NUMBER_BYTES);
  });
  return Buffer.concat([bytes, seal(key, bytes)]).toString("base64url");
}

function readPlace(token: string, keys: readonly KeyObject[]): PlaceToken {
  const bytes = TOKEN.test(token) ? Buffer.from(token, "base64url") : Buffer.alloc(0);
  const place = bytes.subarray(0, PLACE_BYTES);
  const given = bytes.subarray(PLACE_BYTES);
  const isOurs =
    given.length === SEAL_BYTES &&
    bytes.toString("base64url") === token &&
    keys.some((key) => timingSafeEqual(seal(key, place), given));
  if (!isOurs || place.readUInt8() !== VERSION) throw new AppError("INVALID_QUEUE_TOKEN");
  const number = (index: number) => place.readUIntBE(1 + index * NUMBER_BYTES, NUMBER_BYTES);
  return { memberNo: number(0), showtime: number(1), place: number(2), generation: number(3) };
}
