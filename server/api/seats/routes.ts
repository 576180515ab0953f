import { z } from "zod";
import { blockSeats, unblockSeats } from "../../commands/seats/block-seats.js";
import { ShowtimeInput } from "../../commands/input/inputs.js";
import { readSeats, ReadSeatsInput } from "../../commands/seats/read-seats.js";
import { ReadShowtimeInput } from "../../commands/catalogue/read-showtime.js";
import { guardedRoute, ok, type Route } from "../kernel/route.js";
import { BlockedSeats, BlockSeats, Seats } from "./schemas.js";

const params = ReadShowtimeInput;
const seats = { tag: "Seats", params } as const;
const organise = { ...seats, method: "post", access: ["organiser", "admin"] } as const;
const errors = [
  ...(["SHOWTIME_NOT_FOUND", "SEAT_UNKNOWN", "INVALID_STATE"] as const),
  ...(["LAYOUT_CHANGED", "SALE_PAUSED"] as const),
] as const;

export const seatRoutes: readonly Route[] = [
  guardedRoute({
    ...seats,
    method: "get",
    path: "/showtimes/{showtimeId}/seats",
    id: "readSeats",
    summary: "Every seat with its state, for admitted places",
    access: "signed-in",
    params: ShowtimeInput,
    query: z.strictObject({ status: ReadSeatsInput.shape.status }),
    answers: { 200: Seats },
    needsQueueToken: true,
    errors: [
      ...(["SHOWTIME_NOT_FOUND", "QUEUE_NOT_READY", "INVALID_QUEUE_TOKEN"] as const),
      ...(["QUEUE_TOKEN_EXPIRED", "SALE_PAUSED"] as const),
    ],
    run: async (ctx, { params, query }, { queueToken: token }) => {
      const showtimeId = String(params.showtimeId);
      return { status: 200, ...(await readSeats(ctx, { showtimeId, ...query, token })) };
    },
  }),
  guardedRoute({
    ...organise,
    path: "/showtimes/{showtimeId}/seats/block",
    id: "blockSeats",
    summary: "Take seats off sale",
    body: BlockSeats,
    answers: { 200: BlockedSeats },
    errors: [...errors, "SEAT_TAKEN"],
    run: async (ctx, { params, body }, { opId }) =>
      ok(await blockSeats(ctx, { ...params, ...body, opId })),
  }),
  guardedRoute({
    ...organise,
    path: "/showtimes/{showtimeId}/seats/unblock",
    id: "unblockSeats",
    summary: "Put blocked seats back on sale",
    body: BlockSeats,
    answers: { 200: BlockedSeats },
    errors,
    run: async (ctx, { params, body }, { opId }) =>
      ok(await unblockSeats(ctx, { ...params, ...body, opId })),
  }),
];
