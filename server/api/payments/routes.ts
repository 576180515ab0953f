import { listPayments } from "../../commands/payments/list-payments.js";
import { payReservation } from "../../commands/payments/pay-reservation.js";
import { readPayment, ReadPaymentInput } from "../../commands/payments/read-payment.js";
import { PageQuery } from "../kernel/query.js";
import { createdOrPending, guardedRoute, ok, type Route } from "../kernel/route.js";
import { Pay, Payment, PaymentList } from "./schemas.js";

const payment = { tag: "Payments", access: "signed-in" } as const;

export const paymentRoutes: readonly Route[] = [
  guardedRoute({
    ...payment,
    method: "post",
    path: "/payments",
    id: "payReservation",
    summary: "Pay a hold from the wallet; 202 `pending` when it is settled later",
    description:
      "The same key never pays twice. A valid hold is enough: no queue token is needed. " +
      "After 202 the same call with the same key asks again.",
    idempotency: "required",
    answersRepeats: true,
    body: Pay,
    answers: { 201: Payment, 202: Payment },
    errors: [
      ...(["RESERVATION_NOT_FOUND", "FORBIDDEN", "RESERVATION_EXPIRED"] as const),
      ...(["INSUFFICIENT_BALANCE", "ALREADY_PAID", "PAYMENT_VOIDED", "SALE_PAUSED"] as const),
      ...(["SALE_CLOSED", "SHOWTIME_NOT_FOUND"] as const),
    ],
    run: async (ctx, { body }, { key }) =>
      createdOrPending(await payReservation(ctx, { ...body, idempotencyKey: key })),
  }),
  guardedRoute({
    ...payment,
    method: "get",
    path: "/payments",
    id: "listPayments",
    summary: "One's own payments, newest first",
    query: PageQuery,
    answers: { 200: PaymentList },
    run: async (ctx, { query }) => ok(await listPayments(ctx, { ...query, memberId: "me" })),
  }),
  guardedRoute({
    ...payment,
    method: "get",
    path: "/payments/{paymentId}",
    id: "readPayment",
    summary: "A payment",
    params: ReadPaymentInput,
    answers: { 200: Payment },
    errors: ["FORBIDDEN", "PAYMENT_NOT_FOUND"],
    run: async (ctx, { params }) => ok(await readPayment(ctx, params)),
  }),
];
