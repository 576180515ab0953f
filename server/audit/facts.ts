// A shard as flat texts, `name` → `value`: once as Redis has it, once as the replay of the journal
// says it must be. They hold what the journal decides; the waiting room is not part of it.
import { provisionedShowtimeOf, type ProvisionedShowtimes } from "./provisioned.js";
import type { ShardReplay } from "./replay.js";
import { forgottenFrom, holdText } from "./showtime-replay.js";

function factsOf(replay: ShardReplay): Map<string, string> {
  const facts = new Map<string, string>();
  for (const [memberNo, { available, authorised }] of replay.wallets) {
    facts.set(`wallet ${memberNo}`, `${available} ${authorised}`);
  }
  for (const [payId, auth] of replay.auths) {
    const { state, memberNo, amount, reservationId, showtime, authorisedAt } = auth;
    facts.set(`auth ${payId}`, `${state} ${amount} ${reservationId} ${showtime} ${authorisedAt}`);
    if (state === "A") {
      facts.set(`unsettled ${payId} ${memberNo} ${showtime}`, String(authorisedAt));
    }
  }
  for (const [creditId, { amount, kind }] of replay.credits) {
    facts.set(`credit ${creditId}`, `${amount} ${kind}`);
  }
  for (const [name, at] of replay.owed) facts.set(`owed ${name}`, String(at));
  for (const [id, showtime] of replay.showtimes) {
    const of = `show ${id}`;
    for (const [seat, state] of showtime.seats) facts.set(`${of} seat ${seat}`, String(state));
    for (const [seat, owner] of showtime.owners) facts.set(`${of} owner ${seat}`, owner);
    for (const [holdId, hold] of showtime.holds) facts.set(`${of} hold ${holdId}`, holdText(hold));
    for (const [member, { count, live }] of showtime.members) {
      facts.set(`${of} member ${member}`, havingText(count, live));
    }
    for (const [area, left] of showtime.stock) facts.set(`${of} stock ${area}`, String(left));
    for (const [payId, { text }] of showtime.pays) facts.set(`${of} pay ${payId}`, text);
    for (const [field, value] of showtime.sale) facts.set(`${of} sale ${field}`, value);
  }
  return facts;
}

/**
 * What a member has: its count, and its live holds in a fixed order, as their order means nothing.
 */
export const havingText = (count: number, live: readonly string[]): string =>
  [count, ...[...live].sort()].join(" ");

/** Without knowledge of MySQL's showtimes, provisioning may have written anything. */
const ANY_PROVISIONED: ProvisionedShowtimes = {
  facts: new Map(),
  unapproved: { has: (showtime) => showtime > 0 },
  violations: [],
};

const DIFFERENCES_MAX = 20;

type Facts = ReadonlyMap<string, string>;

/**
 * A finding for each difference between Redis and what journal and provisioning say: the first 20,
 * then how many more there are.
 * @param now the clock of the shard (ms since 1970)
 */
export function differences(
  redis: Facts,
  replay: ShardReplay,
  now: number,
  provisioned: ProvisionedShowtimes = ANY_PROVISIONED,
): string[] {
  const expected = new Map([...provisioned.facts, ...factsOf(replay)]);
  const found: string[] = [...provisioned.violations];
  for (const [name, value] of expected) {
    const has = redis.get(name);
    if (has === undefined && mayBeForgotten(replay, name, now)) continue;
    if (has !== value) found.push(`${name} is ${has ?? "missing"}, not ${value}`);
  }
  for (const [name, value] of redis) {
    if (lacksDeadline(redis, name, value)) found.push(`${name} has no deadline`);
    if (expected.has(name) || isOwn(redis, name)) continue;
    if (provisioned.unapproved.has(provisionedShowtimeOf(name) ?? 0) && isWhole(redis, name))
      continue;
    found.push(`${name} is ${value}, and the journal knows nothing of it`);
  }
  const more = found.length - DIFFERENCES_MAX;
  return more <= 0 ? found : [...found.slice(0, DIFFERENCES_MAX), `and ${more} more`];
}

/** Whether a live hold has no deadline: it would never end. */
const lacksDeadline = (redis: Facts, name: string, value: string): boolean =>
  name.includes(" hold ") &&
  value.startsWith("H ") &&
  !redis.has(name.replace(" hold ", " deadline "));

/** Whether a fact is in Redis alone: the deadline of a hold. */
const isOwn = (redis: Facts, name: string): boolean =>
  name.includes(" deadline ") && redis.has(name.replace(" deadline ", " hold "));

/** Whether an area still has its whole capacity, as nothing of it was ever held. */
function isWhole(redis: Facts, name: string): boolean {
  if (!name.includes(" stock ")) return true;
  return redis.get(name.replace(" stock ", " capacity "))?.split(" ")[0] === redis.get(name);
}

const HOLD_NAME = /^show (\d+) hold (.+)$/;

function mayBeForgotten(replay: ShardReplay, name: string, now: number): boolean {
  const [, showtime, holdId = ""] = HOLD_NAME.exec(name) ?? [];
  const hold = replay.showtimes.get(Number(showtime))?.holds.get(holdId);
  return hold !== undefined && forgottenFrom(hold) <= now;
}
