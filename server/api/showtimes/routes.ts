import { readLayout } from "../../commands/catalogue/read-layout.js";
import { readShowtime, ReadShowtimeInput } from "../../commands/catalogue/read-showtime.js";
import { updateSale } from "../../commands/catalogue/update-sale.js";
import { updateShowtime } from "../../commands/catalogue/update-showtime.js";
import { guardedRoute, ok, openRoute, type Route } from "../kernel/route.js";
import { Layout } from "./layout-schemas.js";
import { layoutAnswer } from "./layouts.js";
import { Sale, SaleUpdate, Showtime, ShowtimeEdit } from "./schemas.js";

const params = ReadShowtimeInput;
const showtime = { tag: "Showtimes", params, errors: ["SHOWTIME_NOT_FOUND"] } as const;

export const showtimeRoutes: readonly Route[] = [
  openRoute({
    ...showtime,
    method: "get",
    path: "/showtimes/{showtimeId}",
    id: "readShowtime",
    summary: "A date of a performance",
    answers: { 200: Showtime },
    isCached: true,
    run: async (ctx, { params }) => ok(await readShowtime(ctx, params)),
  }),
  openRoute({
    ...showtime,
    method: "get",
    path: "/showtimes/{showtimeId}/layout",
    id: "readLayout",
    summary: "Sections, rows and seats with coordinates and price class",
    answers: { 200: Layout },
    run: async (ctx, { params }, { knownEtag }) =>
      layoutAnswer(await readLayout(ctx, params), knownEtag),
  }),
  guardedRoute({
    ...showtime,
    method: "put",
    path: "/showtimes/{showtimeId}",
    id: "updateShowtime",
    summary: "Change times, prices and seats; once the sale has opened, times alone",
    access: ["organiser", "admin"],
    body: ShowtimeEdit,
    answers: { 200: Showtime },
    changesCatalogue: true,
    errors: [
      ...(["SHOWTIME_NOT_FOUND", "INVALID_STATE", "LAYOUT_FROZEN", "EDIT_CONFLICT"] as const),
      ...(["LAYOUT_NOT_FOUND", "LAYOUT_INVALID", "SALE_PAUSED"] as const),
    ],
    run: async (ctx, { params, body }) =>
      ok(await updateShowtime(ctx, { ...params, fields: body })),
  }),
  guardedRoute({
    ...showtime,
    method: "patch",
    path: "/showtimes/{showtimeId}/sale",
    id: "updateSale",
    summary: "Change a live sale, at once",
    access: ["organiser", "admin"],
    body: SaleUpdate,
    answers: { 200: Sale },
    changesCatalogue: true,
    errors: ["SHOWTIME_NOT_FOUND", "INVALID_STATE", "SALE_PAUSED"],
    run: async (ctx, { params, body }, { opId }) =>
      ok(await updateSale(ctx, { ...params, change: body, opId })),
  }),
];
