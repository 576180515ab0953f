// Writes control records in the form of the scripts.
import { CONTROL_NUMBERS, type ControlRecord } from "../../server/redis/shard/control-record.js";

/** The bytes of a control record. */
export function packControl(record: ControlRecord): Buffer {
  const bytes = Buffer.alloc(CONTROL_NUMBERS.length * 8);
  CONTROL_NUMBERS.forEach((name, i) => bytes.writeDoubleLE(record[name], i * 8));
  return Buffer.concat([bytes, Buffer.from(record.chain, "latin1")]);
}
