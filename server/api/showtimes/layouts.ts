// The JSON of a large layout is made once per version: 50,000 seats take tens of milliseconds.
import { presentLayout } from "../../presenters/layout.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { isKnown } from "../kernel/respond.js";
import type { Answer } from "../kernel/route.js";

const KEPT = new WeakMap<Showtime["seats"], { readonly version: number; readonly json: string }>();

function jsonOf(showtime: Showtime): string {
  const kept = KEPT.get(showtime.seats);
  if (kept?.version === showtime.layoutVersion) return kept.json;
  const json = JSON.stringify(presentLayout(showtime));
  KEPT.set(showtime.seats, { version: showtime.layoutVersion, json });
  return json;
}

/** Clients keep it and ask each time whether it has changed: a 304 costs nothing to make. */
export function layoutAnswer(showtime: Showtime, knownEtag: string | undefined): Answer {
  const etag = `"layout-${showtime.id}-${showtime.layoutVersion}"`;
  const json = isKnown(etag, knownEtag ?? "") ? "" : jsonOf(showtime);
  return { status: 200, etag, json, headers: { "Cache-Control": "no-cache" } };
}
