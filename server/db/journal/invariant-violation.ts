/**
 * A batch breaks a constraint of MySQL. The worker fences the shard and answers no operation of the
 * batch.
 */
export class InvariantViolation extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "InvariantViolation";
  }
}

/** Another worker has the shard, or its journal in MySQL ends at another entry than expected. */
export class LostDuty extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LostDuty";
  }
}
