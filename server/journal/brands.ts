// Numbers and texts that must not take the place of each other. A brand is checked by the compiler
// alone and is optional: what is read from a store or summed up needs no cast, but a value of one
// brand is refused where another is wanted (server/journal/brands.test-d.ts).

interface Brand<Name extends string> {
  readonly __brand?: Name;
}

/** Number of a shard: 0 to SHARDS − 1. */
export type ShardId = number & Brand<"shard">;
/** Number of a showtime inside the server; outside it is a text. */
export type ShowtimeId = number & Brand<"showtime">;
/** Dense number of a member inside Redis and MySQL; outside a member is known by a UUID. */
export type MemberNo = number & Brand<"member">;
/** SHA-256 of a payment, as hex: also the id of the payment outside. */
export type PayId = string & Brand<"payment">;
/** UUID of a hold, which is also the id of the reservation it makes. */
export type HoldId = string & Brand<"hold">;
/** An instant (milliseconds since 1970, names end in `At`) or a span (names end in `Ms`). */
export type Millis = number & Brand<"millis">;
/** Money: a whole number in the smallest unit of the currency, below 10^13. */
export type Amount = number & Brand<"amount">;
