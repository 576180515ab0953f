// The state of a seat map: a snapshot, then deltas. A delta is applied when from ≤ own version <
// version, and ignored when its version is not newer. When it starts above the own version, or has
// another epoch, something was missed and the client must ask for the changes.

import type {
  DeltaBody,
  SeatBytes,
  SeatChange,
  SnapshotBody,
  SyncBody,
} from "../protocol/bodies.js";

/** A seat map at one version; `states` has one byte per seat in layout order. */
export interface SeatMapState {
  readonly epoch: number;
  readonly version: number;
  readonly layoutVersion: number;
  readonly states: Uint8Array;
}

/** What a body does to a map: changes it, is older than it, or does not fit on it. */
export type Applied =
  | { readonly kind: "applied"; readonly state: SeatMapState; readonly changes: SeatChange[] }
  | { readonly kind: "ignored" }
  | { readonly kind: "gap" };

const isSnapshot = (body: SyncBody): body is SnapshotBody => "states" in body;

const bytesOf = (bytes: SeatBytes): Uint8Array =>
  bytes instanceof Uint8Array ? Uint8Array.from(bytes) : new Uint8Array(bytes.slice(0));

/** The map that a snapshot contains; the bytes are copied. */
export const fromSnapshot = (snapshot: SnapshotBody): SeatMapState => ({
  epoch: snapshot.epoch,
  version: snapshot.version,
  layoutVersion: snapshot.layoutVersion,
  states: bytesOf(snapshot.states),
});

/** The seats that differ, so that a snapshot after an outage reports changes like a delta. */
function differences(before: Uint8Array, after: Uint8Array): SeatChange[] {
  const changes: SeatChange[] = [];
  after.forEach((state, index) => {
    if (before[index] !== state) changes.push([index, state]);
  });
  return changes;
}

/** Replaces the map by a snapshot. An older one of the same epoch is ignored. */
export function applySnapshot(known: SeatMapState, snapshot: SnapshotBody): Applied {
  if (snapshot.epoch === known.epoch && snapshot.version < known.version) {
    return { kind: "ignored" };
  }
  const state = fromSnapshot(snapshot);
  return { kind: "applied", state, changes: differences(known.states, state.states) };
}

/**
 * Applies a delta. States are absolute, so a delta may overlap with what is known. The bytes are
 * changed in place: copying a large map ten times a second would be most of the work.
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

/** Applies the answer of `seats:sync`: a delta or a snapshot. */
export const applySync = (known: SeatMapState, body: SyncBody): Applied =>
  isSnapshot(body) ? applySnapshot(known, body) : applyDelta(known, body);
