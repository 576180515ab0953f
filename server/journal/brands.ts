// Numbers and texts that must not be mistaken for each other. Only the compiler knows brands, and
// they are optional: a value of a store or a sum needs no cast, but the compiler refuses a value of
// one brand where it wants another (server/journal/brands.test-d.ts).

interface Brand<Name extends string> {
  readonly __brand?: Name;
}

/** Number of a shard: 0 to SHARDS − 1. */
export type ShardId = number & Brand<"shard">;
/** Number of a showtime inside the server; clients see it as a text. */
export type ShowtimeId = number & Brand<"showtime">;
/** Dense number of a member inside Redis and MySQL; clients see a UUID instead. */
export type MemberNo = number & Brand<"member">;
/** SHA-256 of a payment in hex; clients see it as the id of the payment. */
export type PayId = string & Brand<"payment">;
/** UUID of a hold; it is also the id of the reservation that the hold makes. */
export type HoldId = string & Brand<"hold">;
/** An instant (milliseconds since 1970, names end in `At`) or a span (names end in `Ms`). */
export type Millis = number & Brand<"millis">;
/** Money: a whole number in the smallest unit of the currency, below 10^13. */
export type Amount = number & Brand<"amount">;
