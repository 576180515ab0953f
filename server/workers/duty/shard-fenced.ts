/** The shard may sell nothing until an operator has decided; the message tells them the reason. */
export class ShardFenced extends Error {
  /** Whether the row of the shard in MySQL has the reason already. */
  readonly isMarked: boolean;

  constructor(reason: string, isMarked = false) {
    super(reason);
    this.name = "ShardFenced";
    this.isMarked = isMarked;
  }
}
