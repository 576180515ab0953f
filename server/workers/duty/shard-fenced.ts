/** The shard may sell nothing until an operator has decided; the reason is for him. */
export class ShardFenced extends Error {
  /** MySQL says so already. */
  readonly isMarked: boolean;

  constructor(reason: string, isMarked = false) {
    super(reason);
    this.name = "ShardFenced";
    this.isMarked = isMarked;
  }
}
