// A small sale that tests start from: one showtime with three seats, and a member who is admitted
// at once.

import type {
  LayoutBody,
  PaymentBody,
  PlaceBody,
  ReservationBody,
  SnapshotBody,
  TickBody,
} from "../protocol/bodies.js";
import { createClient, type ClientOptions, type OnsaleClient } from "../index.js";
import { ok, type FakeServer, type RestCall, type RestReply } from "./fake-server.js";

export const SHOWTIME = "7";
const IN_FIVE_MINUTES = new Date(Date.now() + 300_000).toISOString();

export const LAYOUT: LayoutBody = {
  version: 1,
  seatCount: 3,
  priceClasses: [{ id: "std", name: "Standard", price: 30_000 }],
  areas: [],
  sections: [
    {
      name: "Floor",
      rows: [
        {
          name: "A",
          firstIndex: 0,
          seats: ["1", "2", "3"].map((number) => ({
            id: `A-${number}`,
            number,
            x: Number(number),
            y: 0,
            priceClass: "std",
          })),
        },
      ],
    },
  ],
};

/** A waiting place with 5 members ahead. */
export const place = (change: Partial<PlaceBody> = {}): PlaceBody => ({
  token: "place-1",
  status: "waiting",
  place: 10,
  position: 6,
  ahead: 5,
  etaSeconds: 60,
  pollAfterMs: 2_000,
  tick: { n: 100, head: 4, called: 4, leftSeq: 0 },
  ...change,
});

/** The same place once it is admitted, for five minutes. */
export const admitted = (): PlaceBody =>
  place({ status: "admitted", position: 0, ahead: null, sessionEndsAt: IN_FIVE_MINUTES });

/** The tick after that of `place`, in which nothing has changed. */
export const tick = (change: Partial<TickBody> = {}): TickBody => ({
  showtimeId: SHOWTIME,
  n: 101,
  head: 4,
  called: 4,
  leftSeq: 0,
  left: [],
  pending: 0,
  waiting: 6,
  ratePerMinute: 60,
  ...change,
});

/** A snapshot of the three seats; all are available unless `states` says otherwise. */
export const snapshot = (states: readonly number[] = [0, 0, 0], version = 5): SnapshotBody => ({
  epoch: 1,
  version,
  layoutVersion: 1,
  states: Uint8Array.from(states),
});

/** A hold of two seats for five minutes. */
export const reservation = (change: Partial<ReservationBody> = {}): ReservationBody => ({
  id: "hold-1",
  showtimeId: SHOWTIME,
  status: "held",
  seats: [],
  total: 60_000,
  currency: "KRW",
  expiresAt: IN_FIVE_MINUTES,
  ...change,
});

/** The payment of that hold, authorised. */
export const payment = (change: Partial<PaymentBody> = {}): PaymentBody => ({
  id: "pay-1",
  reservationId: "hold-1",
  amount: 60_000,
  status: "authorised",
  tickets: [],
  ...change,
});

const restAnswer = ({ path }: RestCall): RestReply | undefined =>
  path === `/api/v1/showtimes/${SHOWTIME}/layout` ? { status: 200, body: LAYOUT } : undefined;

/** Lets the server admit every member at once, grant every hold and authorise every payment. */
export function openSale(server: FakeServer): void {
  server.rest = restAnswer;
  server.handlers = {
    "queue:join": () => ok(admitted()),
    "queue:resume": () => ok(admitted()),
    "queue:status": () => ok(admitted()),
    "queue:leave": () => ok(place({ status: "left", position: null, ahead: null })),
    "seats:watch": () => ok(snapshot()),
    "seats:unwatch": () => ok({}),
    "reservation:hold": () => ok(reservation()),
    "reservation:release": () => ok(reservation({ status: "released" })),
    "reservation:pay": () => ok(payment()),
    "wallet:get": () => ok({ balance: 90_000, authorised: 0, available: 90_000, currency: "KRW" }),
  };
}

const FAST = { minMs: 5, maxMs: 40, factor: 0.5 };

/** A client with short waits. */
export function fastClient(
  url: string | readonly string[],
  options: Partial<Omit<ClientOptions, "url">> = {},
): OnsaleClient {
  const token = options.tokens === undefined ? { token: "token-1" } : {};
  const timing = {
    callTimeoutMs: 500,
    patienceMs: 3_000,
    silenceMs: 150,
    calledMs: 40,
    retry: FAST,
  };
  return createClient({ url, reconnect: FAST, timing, ...token, ...options });
}
