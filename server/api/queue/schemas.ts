import { z } from "zod";
import { count, instant, named, token } from "../kernel/body-parts.js";

export const Place = named(
  z.object({
    token: token("The queue token: unchanged for the life of the place."),
    status: z.enum(["drawing", "waiting", "admitted", "parked", "done", "left", "expired"]),
    place: count("Number of arrival; null while drawing.").nullable(),
    position: count("ahead + 1 while waiting, 0 once admitted, else null.").nullable(),
    ahead: count("Places still waiting before this one.").nullable(),
    etaSeconds: count(
      "Until admitted, at the present pace; null while no place is called.",
    ).nullable(),
    pollAfterMs: count("When to ask again."),
    sessionEndsAt: instant("End of the booking session, once admitted.").optional(),
    tick: z
      .object({
        n: count("Number of the tick."),
        head: count("The last place that was called."),
        called: count("Places called so far."),
        leftSeq: count("Departures ahead of head so far."),
      })
      .describe("The state of the room that `ahead` is exact for."),
  }),
  {
    id: "Place",
    description: "A place in the waiting room.",
    samples: {
      waiting: {
        token: "eyJtIjo3LCJzIjoxMiwicCI6MTIzNH0.c2lnbmF0dXJl",
        status: "waiting",
        place: 1234,
        position: 201,
        ahead: 200,
        etaSeconds: 2,
        pollAfterMs: 2000,
        tick: { n: 61, head: 1033, called: 1030, leftSeq: 3 },
      },
      admitted: {
        token: "eyJtIjo3LCJzIjoxMiwicCI6MTIzNH0.c2lnbmF0dXJl",
        status: "admitted",
        place: 1234,
        position: 0,
        ahead: null,
        etaSeconds: null,
        pollAfterMs: 10_000,
        sessionEndsAt: "2027-01-31T10:10:00.000Z",
        tick: { n: 64, head: 1240, called: 1236, leftSeq: 4 },
      },
    },
  },
);
