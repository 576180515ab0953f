import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes, randomInt } from "node:crypto";
import { connectCommands, disconnect, type RedisClient } from "../client.js";
import { answerKey } from "../keys.js";
import { createRateLimiter } from "./rate-limiter.js";
import { beginAnswer, dropAnswer, keepAnswer } from "./stored-answers.js";

let client: RedisClient;
const SHARD = randomInt(1, 2 ** 31);
const made: string[] = [];
const HOURS_48 = 48 * 3600;

beforeAll(async () => {
  const url = process.env["TEST_REDIS_URL"];
  if (url === undefined) throw new Error("TEST_REDIS_URL is not set: run through npm test");
  client = await connectCommands({ url });
});
afterAll(async () => {
  if (made.length > 0) await client.del(...made);
  disconnect(client);
});

function newPlace() {
  const place = { shard: SHARD, memberNo: 7, hash: randomBytes(8).toString("hex") };
  made.push(answerKey(SHARD, 7, place.hash));
  return place;
}

const ANSWER = { status: 201, headers: { ETag: "x" }, body: '{"id":"한"}' };

test("G5 the first call takes the key, and the others learn that it is running", async () => {
  const place = newPlace();
  expect(await beginAnswer(client, place, "p")).toEqual({ state: "new" });
  expect(await beginAnswer(client, place, "p")).toEqual({ state: "running" });
  expect(await beginAnswer(client, place, "q")).toEqual({ state: "other-body" });
});

test("G5 exactly one of fifty simultaneous calls takes the key", async () => {
  const place = newPlace();
  const begun = await Promise.all(
    Array.from({ length: 50 }, () => beginAnswer(client, place, "p")),
  );
  expect(begun.filter(({ state }) => state === "new")).toHaveLength(1);
  expect(begun.filter(({ state }) => state === "running")).toHaveLength(49);
});

test("G5 a stored answer is repeated for 48 hours, and another body is refused", async () => {
  const place = newPlace();
  await beginAnswer(client, place, "p");
  await keepAnswer(client, place, { print: "p", answer: ANSWER });
  expect(await beginAnswer(client, place, "p")).toEqual({ state: "answered", answer: ANSWER });
  expect(await beginAnswer(client, place, "q")).toEqual({ state: "other-body" });
  const seconds = await client.ttl(answerKey(SHARD, 7, place.hash));
  expect(seconds).toBeGreaterThan(HOURS_48 - 60);
  expect(seconds).toBeLessThanOrEqual(HOURS_48);
});

test("G5 a dropped key runs again, and the key of a dead node is free after seconds", async () => {
  const place = newPlace();
  await beginAnswer(client, place, "p");
  const seconds = await client.ttl(answerKey(SHARD, 7, place.hash));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(15);
  await dropAnswer(client, place);
  expect(await beginAnswer(client, place, "other")).toEqual({ state: "new" });
});

test("A6 counts the calls of one caller over all nodes, and answers how long to wait", async () => {
  const name = `test-${randomBytes(6).toString("hex")}`;
  const nodes = [1, 2].map(() => createRateLimiter(client, { name, perMinute: 3 }));
  const waits = [];
  for (let call = 0; call < 5; call++) waits.push(await nodes[call % 2]?.take("someone"));
  expect(waits.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(waits[3]).toBeGreaterThan(0);
  expect(waits[3]).toBeLessThanOrEqual(60_000);
  expect(await nodes[0]?.take("another")).toBeUndefined();
  made.push(`rate:${name}:someone`, `rate:${name}:another`);
});
