import { changeHold } from "../../commands/reservations/change-hold.js";
import { holdSeats } from "../../commands/reservations/hold-seats.js";
import { QueueToken } from "../../commands/input/inputs.js";
import { listReservations } from "../../commands/reservations/list-reservations.js";
import {
  readReservationPayment,
  ReadReservationPaymentInput,
} from "../../commands/payments/read-payment.js";
import { readReservation } from "../../commands/reservations/read-reservation.js";
import { releaseHold } from "../../commands/reservations/release-hold.js";
import { AppError } from "../../errors.js";
import { PageQuery } from "../kernel/query.js";
import { created, guardedRoute, noContent, ok, type Route } from "../kernel/route.js";
import { Payment } from "../payments/schemas.js";
import { Hold, HoldChange, Reservation, ReservationList } from "./schemas.js";

const params = ReadReservationPaymentInput;
const reservation = { tag: "Reservations", access: "signed-in" } as const;

/** @throws AppError `INVALID_QUEUE_TOKEN` for what cannot be one */
function readToken(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const token = QueueToken.safeParse(given);
  if (!token.success) throw new AppError("INVALID_QUEUE_TOKEN");
  return token.data;
}

const lists: readonly Route[] = [
  guardedRoute({
    ...reservation,
    method: "get",
    path: "/reservations",
    id: "listReservations",
    summary: "One's own reservations, newest first",
    query: PageQuery,
    answers: { 200: ReservationList },
    run: async (ctx, { query }) => ok(await listReservations(ctx, { ...query, memberId: "me" })),
  }),
  guardedRoute({
    ...reservation,
    method: "get",
    path: "/reservations/{reservationId}",
    id: "readReservation",
    summary: "A reservation",
    params,
    answers: { 200: Reservation },
    errors: ["FORBIDDEN", "RESERVATION_NOT_FOUND", "SHOWTIME_NOT_FOUND"],
    run: async (ctx, { params }) => ok(await readReservation(ctx, params)),
  }),
  guardedRoute({
    ...reservation,
    method: "get",
    path: "/reservations/{reservationId}/payment",
    id: "readReservationPayment",
    summary: "The payment of a reservation",
    params,
    answers: { 200: Payment },
    errors: ["FORBIDDEN", "RESERVATION_NOT_FOUND", "PAYMENT_NOT_FOUND"],
    run: async (ctx, { params }) => ok(await readReservationPayment(ctx, params)),
  }),
];

/** Of whatever takes seats. */
const SEAT_ERRORS = [
  ...(["SHOWTIME_NOT_FOUND", "QUEUE_NOT_READY", "SEAT_UNKNOWN", "SEAT_TAKEN"] as const),
  ...(["LIMIT_REACHED", "LAYOUT_CHANGED"] as const),
  ...(["SALE_NOT_OPEN", "SALE_CLOSED", "SALE_PAUSED"] as const),
] as const;

const HOLD_ERRORS = [
  ...SEAT_ERRORS,
  ...(["INVALID_QUEUE_TOKEN", "QUEUE_TOKEN_EXPIRED"] as const),
  ...(["AREA_UNKNOWN", "OUT_OF_STOCK", "NO_SEATS_TOGETHER"] as const),
] as const;

const OWN_ERRORS = ["FORBIDDEN", "RESERVATION_NOT_FOUND", "ALREADY_CANCELLED"] as const;

const changes: readonly Route[] = [
  guardedRoute({
    ...reservation,
    method: "post",
    path: "/reservations",
    id: "holdSeats",
    summary: "Hold seats, places of an area, or the best that are free",
    description:
      "For a place that is admitted. After SEAT_TAKEN `meta.alternatives` has up to five ids of " +
      "seats, or lists of them, best first.",
    body: Hold,
    answers: { 201: Reservation },
    needsQueueToken: true,
    errors: HOLD_ERRORS,
    run: async (ctx, { body }, { key, queueToken }) =>
      created(await holdSeats(ctx, { ...body, token: readToken(queueToken), opId: key })),
  }),
  guardedRoute({
    ...reservation,
    method: "put",
    path: "/reservations/{reservationId}",
    id: "changeHold",
    summary: "Other seats for a hold, in one step; the deadline stays",
    params,
    body: HoldChange,
    answers: { 200: Reservation },
    errors: [...OWN_ERRORS, ...SEAT_ERRORS, "RESERVATION_EXPIRED", "ALREADY_PAID", "INVALID_STATE"],
    run: async (ctx, { params, body }, { opId }) =>
      ok(await changeHold(ctx, { ...params, ...body, opId })),
  }),
  guardedRoute({
    ...reservation,
    method: "delete",
    path: "/reservations/{reservationId}",
    id: "releaseHold",
    summary: "Release a hold",
    answers: { 204: null },
    params,
    errors: [...OWN_ERRORS, "PAID_NEEDS_CANCELLATION", "SHOWTIME_NOT_FOUND", "SALE_PAUSED"],
    run: async (ctx, { params }, { opId }) => {
      await releaseHold(ctx, { ...params, opId });
      return noContent();
    },
  }),
];

export const reservationRoutes: readonly Route[] = [...lists, ...changes];
