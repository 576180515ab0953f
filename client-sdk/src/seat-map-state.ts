// The seat map as a function of what came: a snapshot, then deltas that fit on it. A delta
// is applied when from ≤ own version < version, ignored when older, and when it starts above the
// own version or comes from another epoch, everything since is asked for.

import type {
  DeltaBody,
  SeatBytes,
  SeatChange,
  SnapshotBody,
  SyncBody,
} from "../protocol/bodies.js";

export interface SeatMapState {
  readonly epoch: number;
  readonly version: number;
  readonly layoutVersion: number;
  readonly states: Uint8Array;
}

export type Applied =
  | { readonly kind: "applied"; readonly state: SeatMapState; readonly changes: SeatChange[] }
  | { readonly kind: "ignored" }
  | { readonly kind: "gap" };

const isSnapshot = (body: SyncBody): body is SnapshotBody => "states" in body;

const bytesOf = (bytes: SeatBytes): Uint8Array =>
  bytes instanceof Uint8Array ? Uint8Array.from(bytes) : new Uint8Array(bytes.slice(0));

export const fromSnapshot = (snapshot: SnapshotBody): SeatMapState => ({
  epoch: snapshot.epoch,
  version: snapshot.version,
  layoutVersion: snapshot.layoutVersion,
  states: bytesOf(snapshot.states),
});

/** The seats that differ: a snapshot after an outage changes the map like a delta does. */
function differences(before: Uint8Array, after: Uint8Array): SeatChange[] {
  const changes: SeatChange[] = [];
  after.forEach((state, index) => {
    if (before[index] !== state) changes.push([index, state]);
  });
  return changes;
}

/** An older snapshot of the same epoch is ignored: the map never goes back. */
export function applySnapshot(known: SeatMapState, snapshot: SnapshotBody): Applied {
  if (snapshot.epoch === known.epoch && snapshot.version < known.version) {
    return { kind: "ignored" };
  }
  const state = fromSnapshot(snapshot);
  return { kind: "applied", state, changes: differences(known.states, state.states) };
}

/**
 * States are absolute, so an overlap does no harm. The bytes are changed in place: a copy of a
 * large map with each of ten deltas a second would be most of the work.
 */
export function applyDelta(known: SeatMapState, delta: DeltaBody): Applied {
  if (delta.epoch !== known.epoch) return { kind: "gap" };
  if (delta.version <= known.version) return { kind: "ignored" };
  if (delta.from > known.version) return { kind: "gap" };
  const { states } = known;
  const changes = delta.changes.filter(
    ([index, state]) => index < states.length && states[index] !== state,
  );
  for (const [index, state] of changes) states[index] = state;
  return { kind: "applied", state: { ...known, version: delta.version }, changes };
}

export const applySync = (known: SeatMapState, body: SyncBody): Applied =>
  isSnapshot(body) ? applySnapshot(known, body) : applyDelta(known, body);
