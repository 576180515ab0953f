import { BlockedSeats, blockSeats, unblockSeats } from "../../commands/block-seats.js";
import { ReadShowtimeInput } from "../../commands/read-showtime.js";
import { guardedRoute, ok, type Route } from "../route.js";

const params = ReadShowtimeInput;
const seats = { tag: "Seats", params } as const;
const organise = { ...seats, method: "post", status: 200, access: ["organiser", "admin"] } as const;
const errors = ["SHOWTIME_NOT_FOUND", "SEAT_UNKNOWN", "INVALID_STATE", "SALE_PAUSED"] as const;

export const seatRoutes: readonly Route[] = [
  guardedRoute({
    ...organise,
    path: "/showtimes/{showtimeId}/seats/block",
    summary: "Take seats off sale",
    body: BlockedSeats,
    errors: [...errors, "SEAT_TAKEN"],
    run: async (ctx, { params, body }, { opId }) =>
      ok(await blockSeats(ctx, { ...params, ...body, opId })),
  }),
  guardedRoute({
    ...organise,
    path: "/showtimes/{showtimeId}/seats/unblock",
    summary: "Put blocked seats back on sale",
    body: BlockedSeats,
    errors,
    run: async (ctx, { params, body }, { opId }) =>
      ok(await unblockSeats(ctx, { ...params, ...body, opId })),
  }),
];
