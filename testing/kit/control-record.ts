// The control record in the form of the scripts (lua/README.md): nine doubles in little endian,
// then the hash chain.

import type { Millis } from "../../server/journal/brands.js";

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

const NUMBERS = [
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

/** The bytes of a control record. */
export function packControl(record: ControlRecord): Buffer {
  const bytes = Buffer.alloc(NUMBERS.length * 8);
  NUMBERS.forEach((name, i) => bytes.writeDoubleLE(record[name], i * 8));
  return Buffer.concat([bytes, Buffer.from(record.chain, "latin1")]);
}

/** The control record in some bytes. */
export function unpackControl(bytes: Buffer): ControlRecord {
  const at = (i: number): number => bytes.readDoubleLE(i * 8);
  const numbers = Object.fromEntries(NUMBERS.map((name, i) => [name, at(i)]));
  return {
    ...(numbers as Record<(typeof NUMBERS)[number], number>),
    chain: bytes.subarray(NUMBERS.length * 8).toString("latin1"),
  };
}
