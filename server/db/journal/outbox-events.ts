// Events for the outside, at most one per fact of a journal entry. So entry and fact give the
// sequence number and the id: an event has the same ones however often it is written or sent.
import type { Fact, NumberedFact } from "../../journal/facts.js";
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

function eventRouteOf(entry: Fact): EventRoute | undefined {
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

/** Entry 12 makes the events 120 to 129. */
const SEQUENCES_PER_ENTRY = 10;

/** The first sequence number of the events of an entry. */
export const firstSequenceOf = (n: number): number => n * SEQUENCES_PER_ENTRY;

/** The outbox rows of a batch, in order. */
export function outboxEvents(shard: ShardId, rows: readonly NumberedFact[]): OutboxEvent[] {
  return rows.flatMap(({ n, part, entry }) => {
    const route = eventRouteOf(entry);
    if (route === undefined) return [];
    const { kind: _kind, op: _op, ...facts } = entry;
    return [
      {
        source: shardSource(shard),
        seq: firstSequenceOf(n) + part,
        topic: route.topic,
        key: route.key,
        eventId: `${shard}-${n}-${part}`,
        payload: JSON.stringify({ type: route.type, ...facts }),
        at: entry.at,
      },
    ];
  });
}
