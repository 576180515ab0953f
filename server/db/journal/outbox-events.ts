// Events for the outside, at most one per journal entry. So the number of the entry is the sequence
// number, and an event has the same id however often it is written or sent.
import type { JournalEntry } from "../../journal/entry.js";
import type { NumberedEntry } from "./journal-row.js";
import type { Millis, ShardId } from "../../journal/brands.js";

export interface OutboxEvent {
  readonly source: string;
  readonly seq: number;
  readonly topic: string;
  /** Id of the reservation or payment. Events with the same key keep their order. */
  readonly key: string;
  readonly eventId: string;
  readonly payload: string;
  readonly at: Millis;
}

const RESERVATIONS = "onsale.reservations";
const PAYMENTS = "onsale.payments";
const CANCELLATIONS = "onsale.cancellations";

interface EventRoute {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
}

/** The name of a shard as a source of events. */
export const shardSource = (shard: ShardId): string => `shard:${shard}`;

function eventRouteOf(entry: JournalEntry): EventRoute | undefined {
  switch (entry.kind) {
    case "held":
      return { topic: RESERVATIONS, key: entry.holdId, type: "reservation.held" };
    case "ended":
      return { topic: RESERVATIONS, key: entry.holdId, type: `reservation.${entry.status}` };
    case "sold":
      return { topic: RESERVATIONS, key: entry.holdId, type: "reservation.confirmed" };
    case "cancelled":
      return { topic: CANCELLATIONS, key: entry.holdId, type: "reservation.cancelled" };
    case "authorised":
    case "captured":
    case "voided":
    case "refused":
    case "refunded":
      return { topic: PAYMENTS, key: entry.payId, type: `payment.${entry.kind}` };
    case "generation":
    case "provisioned":
    case "sale":
    case "blocked":
    case "unblocked":
    case "queue":
    case "tombstoned":
    case "credited":
      return undefined;
  }
}

/** The outbox rows of a batch, in order. */
export function outboxEvents(shard: ShardId, rows: readonly NumberedEntry[]): OutboxEvent[] {
  return rows.flatMap(({ n, entry }) => {
    const route = eventRouteOf(entry);
    if (route === undefined) return [];
    const { kind: _kind, op: _op, ...facts } = entry;
    return [
      {
        source: shardSource(shard),
        seq: n,
        topic: route.topic,
        key: route.key,
        eventId: `${shard}-${n}`,
        payload: JSON.stringify({ type: route.type, ...facts }),
        at: entry.at,
      },
    ];
  });
}
