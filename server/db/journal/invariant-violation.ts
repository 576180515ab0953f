/** MySQL, the second judge, says no: the shard is fenced and nothing of the batch is answered. */
export class InvariantViolation extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "InvariantViolation";
  }
}

/** The row says that another worker has the shard, or that it is not where it was left. */
export class LostDuty extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LostDuty";
  }
}
