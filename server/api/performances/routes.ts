import { createPerformance } from "../../commands/catalogue/create-performance.js";
import { createShowtime } from "../../commands/catalogue/create-showtime.js";
import {
  approvePerformance,
  rejectPerformance,
  submitPerformance,
} from "../../commands/catalogue/decide-performance.js";
import {
  listPerformances,
  ListPerformancesInput,
} from "../../commands/catalogue/list-performances.js";
import { listShowtimes } from "../../commands/catalogue/list-showtimes.js";
import { PerformanceInput, readPerformance } from "../../commands/catalogue/read-performance.js";
import { updatePerformance } from "../../commands/catalogue/update-performance.js";
import { PageQuery, queryFlag } from "../kernel/query.js";
import { created, guardedRoute, ok, openRoute, type Route } from "../kernel/route.js";
import { Showtime, ShowtimeEdit, ShowtimeList } from "../showtimes/schemas.js";
import { Performance, PerformanceEdit, PerformanceList, Rejection } from "./schemas.js";

const ORGANISERS = ["organiser", "admin"] as const;
const catalogue = { tag: "Performances" } as const;
const write = { ...catalogue, access: ORGANISERS, changesCatalogue: true } as const;
const params = PerformanceInput;

const ListQuery = ListPerformancesInput.extend({
  mine: queryFlag("The caller's own, in every state."),
  bookable: queryFlag("Those on sale now."),
  limit: PageQuery.shape.limit,
});

const reads: readonly Route[] = [
  openRoute({
    ...catalogue,
    method: "get",
    path: "/performances",
    id: "listPerformances",
    summary: "Performances by name, day, category; one's own; those on sale now",
    query: ListQuery,
    answers: { 200: PerformanceList },
    isCached: true,
    run: async (ctx, { query }) => ok(await listPerformances(ctx, query)),
  }),
  openRoute({
    ...catalogue,
    method: "get",
    path: "/performances/{performanceId}",
    id: "readPerformance",
    summary: "A performance with its showtimes",
    params,
    answers: { 200: Performance },
    isCached: true,
    errors: ["PERFORMANCE_NOT_FOUND"],
    run: async (ctx, { params }) => ok(await readPerformance(ctx, params)),
  }),
  openRoute({
    ...catalogue,
    method: "get",
    path: "/performances/{performanceId}/showtimes",
    id: "listShowtimes",
    summary: "The dates of a performance, in order",
    params,
    query: PageQuery,
    answers: { 200: ShowtimeList },
    isCached: true,
    errors: ["PERFORMANCE_NOT_FOUND"],
    run: async (ctx, { params, query }) => ok(await listShowtimes(ctx, { ...params, ...query })),
  }),
];

const writes: readonly Route[] = [
  guardedRoute({
    ...write,
    method: "post",
    path: "/performances",
    id: "createPerformance",
    summary: "Make a draft",
    body: PerformanceEdit,
    answers: { 201: Performance },
    errors: ["NAME_TAKEN"],
    run: async (ctx, { body }) => created(await createPerformance(ctx, body)),
  }),
  guardedRoute({
    ...write,
    method: "put",
    path: "/performances/{performanceId}",
    id: "updatePerformance",
    summary: "Change name, description, category",
    params,
    body: PerformanceEdit,
    answers: { 200: Performance },
    errors: ["PERFORMANCE_NOT_FOUND", "NAME_TAKEN", "INVALID_STATE"],
    run: async (ctx, { params, body }) =>
      ok(await updatePerformance(ctx, { ...params, fields: body })),
  }),
  guardedRoute({
    ...write,
    method: "post",
    path: "/performances/{performanceId}/showtimes",
    id: "createShowtime",
    summary: "Add a date; on an approved performance it is on sale",
    params,
    body: ShowtimeEdit,
    answers: { 201: Showtime },
    errors: [
      ...(["PERFORMANCE_NOT_FOUND", "INVALID_STATE"] as const),
      ...(["LAYOUT_INVALID", "LAYOUT_NOT_FOUND", "SALE_PAUSED"] as const),
    ],
    run: async (ctx, { params, body }) =>
      created(await createShowtime(ctx, { ...params, fields: body })),
  }),
];

const step = {
  ...write,
  method: "post",
  answers: { 200: Performance },
  params,
  errors: ["PERFORMANCE_NOT_FOUND", "INVALID_STATE"],
} as const;

const steps: readonly Route[] = [
  guardedRoute({
    ...step,
    path: "/performances/{performanceId}/submit",
    id: "submitPerformance",
    summary: "Ask for approval",
    run: async (ctx, { params }) => ok(await submitPerformance(ctx, params.performanceId)),
  }),
  guardedRoute({
    ...step,
    path: "/performances/{performanceId}/approve",
    id: "approvePerformance",
    summary: "Put it on sale",
    access: ["admin"],
    errors: [...step.errors, "SALE_PAUSED"],
    run: async (ctx, { params }) => ok(await approvePerformance(ctx, params.performanceId)),
  }),
  guardedRoute({
    ...step,
    path: "/performances/{performanceId}/reject",
    id: "rejectPerformance",
    summary: "Send it back with a reason",
    access: ["admin"],
    body: Rejection,
    run: async (ctx, { params, body }) =>
      ok(await rejectPerformance(ctx, { id: params.performanceId, ...body })),
  }),
];

export const performanceRoutes: readonly Route[] = [...reads, ...writes, ...steps];
