// One side of the comparison of a shard, as flat texts: what Redis holds, or what the replay of the
// journal says it must hold. Only what the journal decides is among them; the waiting room is not.
import { provisionedShowOf, type ProvisionedShows } from "./provisioned.js";
import type { ShardReplay } from "./replay.js";
import { forgottenFrom, holdText } from "./show-replay.js";

function factsOf(replay: ShardReplay): Map<string, string> {
  const facts = new Map<string, string>();
  for (const [member, { available, authorised }] of replay.wallets) {
    facts.set(`wallet ${member}`, `${available} ${authorised}`);
  }
  for (const [payId, auth] of replay.auths) {
    const { state, member, amount, reservationId, show, at } = auth;
    facts.set(`auth ${payId}`, `${state} ${amount} ${reservationId} ${show} ${at}`);
    if (state === "A") facts.set(`unsettled ${payId} ${member} ${show}`, String(at));
  }
  for (const [creditId, { amount, kind }] of replay.credits) {
    facts.set(`credit ${creditId}`, `${amount} ${kind}`);
  }
  for (const [name, at] of replay.owed) facts.set(`owed ${name}`, String(at));
  for (const [id, show] of replay.shows) {
    const of = `show ${id}`;
    for (const [seat, state] of show.seats) facts.set(`${of} seat ${seat}`, String(state));
    for (const [seat, owner] of show.owners) facts.set(`${of} owner ${seat}`, owner);
    for (const [holdId, hold] of show.holds) facts.set(`${of} hold ${holdId}`, holdText(hold));
    for (const [member, { count, live }] of show.members) {
      facts.set(`${of} member ${member}`, havingText(count, live));
    }
    for (const [area, left] of show.stock) facts.set(`${of} stock ${area}`, String(left));
    for (const [payId, { text }] of show.pays) facts.set(`${of} pay ${payId}`, text);
    for (const [field, value] of show.sale) facts.set(`${of} sale ${field}`, value);
  }
  return facts;
}

/** The order of live holds decides nothing. */
export const havingText = (count: number, live: readonly string[]): string =>
  [count, ...[...live].sort()].join(" ");

/** Where nobody knows what was provisioned, it may be anything. */
const NONE_KNOWN: ProvisionedShows = {
  facts: new Map(),
  unapproved: { has: (show) => show > 0 },
  violations: [],
};

const DIFFERENCES_MAX = 20;

type Facts = ReadonlyMap<string, string>;

/** Where Redis is not what the journal and provisioning say; `now` is the shard's clock. */
export function differences(
  redis: Facts,
  replay: ShardReplay,
  now: number,
  provisioned: ProvisionedShows = NONE_KNOWN,
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
    if (provisioned.unapproved.has(provisionedShowOf(name) ?? 0) && isWhole(redis, name)) continue;
    found.push(`${name} is ${value}, and the journal knows nothing of it`);
  }
  const more = found.length - DIFFERENCES_MAX;
  return more <= 0 ? found : [...found.slice(0, DIFFERENCES_MAX), `and ${more} more`];
}

/** A live hold without a deadline would never end. */
const lacksDeadline = (redis: Facts, name: string, value: string): boolean =>
  name.includes(" hold ") &&
  value.startsWith("H ") &&
  !redis.has(name.replace(" hold ", " deadline "));

/** What Redis has without the journal: the deadline of a hold. */
const isOwn = (redis: Facts, name: string): boolean =>
  name.includes(" deadline ") && redis.has(name.replace(" deadline ", " hold "));

/** Of an area of which nothing was ever held everything is left. */
function isWhole(redis: Facts, name: string): boolean {
  if (!name.includes(" stock ")) return true;
  return redis.get(name.replace(" stock ", " capacity "))?.split(" ")[0] === redis.get(name);
}

const HOLD_NAME = /^show (\d+) hold (.+)$/;

function mayBeForgotten(replay: ShardReplay, name: string, now: number): boolean {
  const [, show, holdId = ""] = HOLD_NAME.exec(name) ?? [];
  const hold = replay.shows.get(Number(show))?.holds.get(holdId);
  return hold !== undefined && forgottenFrom(hold) <= now;
}
