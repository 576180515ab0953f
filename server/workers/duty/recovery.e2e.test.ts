import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { RedisChanged } from "../../redis/journal/stream.js";
import { shardKey, type ShardTarget } from "../../redis/keys.js";
import { ScriptRunner, type ScriptSpec } from "../../redis/script-runner.js";
import { shardGeneration } from "../../redis/shard/generation.js";
import { WorkerShard } from "../../../testing/kit/worker-shard.js";
import { DutyConnection } from "./duty-connection.js";
import { recover } from "./recovery.js";
import { openRedisLink, type RedisLink } from "./redis-link.js";

let shard: WorkerShard;
let duty: DutyConnection;
let link: RedisLink;

beforeEach(async () => {
  shard = await WorkerShard.open();
  const worker = await shard.serving();
  await shard.till.topUp(1, 100, "a");
  await shard.till.topUp(1, 100, "b");
  await shard.durable();
  await worker.stop();
  const taken = await DutyConnection.takeOver(shard.database.url, shard.shard, "the-next");
  if (taken === undefined) throw new Error("another worker has the shard");
  duty = taken;
  link = await openRedisLink(shard.redisUrl, shard.shard, () => duty.fence);
});
afterEach(async () => {
  link.close();
  duty.close();
  await shard.close();
});

/** The real scripts; `before` changes Redis right before a generation is opened. */
class Interrupted extends ScriptRunner {
  before: () => Promise<unknown> = () => Promise.resolve();

  override async run<Target extends ShardTarget, Input, Output>(
    spec: ScriptSpec<Target, Input, Output>,
    target: Target,
    input: Input,
  ): Promise<Output> {
    if (spec.file === shardGeneration.spec.file) await this.before();
    return super.run(spec, target, input);
  }
}

function interruptedBy(before: () => Promise<unknown>): RedisLink {
  const runner = new Interrupted({
    client: link.commands.client,
    readGeneration: () => Promise.resolve(duty.fence.generation),
  });
  runner.before = before;
  return { ...link, runner };
}

describe("recovering a shard", () => {
  test("G6 goes on after the last entry when both have the same history", async () => {
    const upTo = await shard.redisN();
    const nothing = () => Promise.resolve();
    const recovered = await recover(duty, interruptedBy(nothing));
    expect(recovered).toMatchObject({ cursor: { n: upTo }, openedN: upTo + 1 });
  });

  // The server is the same, so its run id shows no change: the data that was compared is gone.
  test("G6 starts over when Redis is emptied between the comparison and the opening", async () => {
    const wipe = () =>
      shard.admin.unlink(shardKey(shard.shard, "control"), shardKey(shard.shard, "journal"));
    await expect(recover(duty, interruptedBy(wipe))).rejects.toThrow(
      new RedisChanged("the journal became shorter while it was read"),
    );
  });

  test("G6 starts over when Redis goes back to an earlier end meanwhile", async () => {
    const control = shardKey(shard.shard, "control");
    const [earlier, upTo] = [await shard.admin.getBuffer(control), await shard.redisN()];
    if (earlier === null) throw new Error("no control record");
    const NUMBER_AT = 7 * 8;
    earlier.writeDoubleLE(upTo - 1, NUMBER_AT);
    const goBack = async () => {
      await shard.admin.xdel(shardKey(shard.shard, "journal"), `1-${upTo}`);
      await shard.admin.set(control, earlier);
    };
    await expect(recover(duty, interruptedBy(goBack))).rejects.toThrow(RedisChanged);
  });
});
