// The control record of a shard, in the form that the scripts write it (lua/README.md): nine
// doubles in little endian, then the hash chain.
import type { Millis } from "../../journal/brands.js";

export interface ControlRecord {
  readonly generation: number;
  readonly leaseEndsAt: Millis;
  readonly clock: number;
  readonly epoch: number;
  readonly pausedFromAt: Millis;
  readonly pausedAt: Millis;
  readonly resumedAt: Millis;
  readonly n: number;
  readonly rebuilding: number;
  readonly chain: string;
}

/** The numbers of the record, in their order. */
export const CONTROL_NUMBERS = [
  "generation",
  "leaseEndsAt",
  "clock",
  "epoch",
  "pausedFromAt",
  "pausedAt",
  "resumedAt",
  "n",
  "rebuilding",
] as const;

const NUMBER_BYTES = 8;

/** Decodes the bytes of a control record. */
export function unpackControl(bytes: Buffer): ControlRecord {
  const at = (i: number): number => bytes.readDoubleLE(i * NUMBER_BYTES);
  const numbers = Object.fromEntries(CONTROL_NUMBERS.map((name, i) => [name, at(i)]));
  return {
    ...(numbers as Record<(typeof CONTROL_NUMBERS)[number], number>),
    chain: bytes.subarray(CONTROL_NUMBERS.length * NUMBER_BYTES).toString("latin1"),
  };
}
