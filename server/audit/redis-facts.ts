// What Redis has of a shard, as facts (facts.ts).
import type { RedisClient } from "../redis/client.js";
import { shardContents, type Content } from "../redis/journal/contents.js";
import { havingText } from "./facts.js";
import { digest, pricesText } from "./provisioned.js";
import type { ShardId } from "../journal/brands.js";

const SHOW_KEY = /^\{s\d+\}:show:(\d+):([a-z]+)$/;
const SHARD_KEY = /^\{s\d+\}:(unsettled|refunds|wallets|auths|credits)(?::\d+)?$/;
const SHOW_NAMES = new Set([
  "sale",
  "seats",
  "owners",
  "holds",
  "deadlines",
  "members",
  "stock",
  "pays",
  "plan",
  "rows",
  "prices",
]);

type Facts = Map<string, string>;
type Fields = Readonly<Record<string, string>>;

const isWanted = (key: string): boolean =>
  SHARD_KEY.test(key) || SHOW_NAMES.has(SHOW_KEY.exec(key)?.[2] ?? "");

/** Reads the facts of a shard. They belong to one moment only if its number did not change. */
export async function redisFacts(client: RedisClient, shard: ShardId): Promise<Facts> {
  const facts: Facts = new Map();
  for (const [key, content] of await shardContents(client, shard, isWanted)) {
    const [, showtime, name = ""] = SHOW_KEY.exec(key) ?? [];
    if (showtime !== undefined) addShowtime(facts, { of: `show ${showtime}`, name }, content);
    else addShard(facts, SHARD_KEY.exec(key)?.[1] ?? "", content);
  }
  return facts;
}

const fieldsOf = (content: Content): Fields =>
  content.type === "hash" ? content.fields : content.type === "zset" ? content.scores : {};

const FACT_NAME: Readonly<Record<string, string>> = {
  auths: "auth",
  credits: "credit",
  unsettled: "unsettled",
  refunds: "owed",
};

function addShard(facts: Facts, name: string, content: Content): void {
  for (const [field, value] of Object.entries(fieldsOf(content))) {
    if (name === "wallets") {
      facts.set(`wallet ${field}`, value.includes(" ") ? value : `${value} 0`);
    } else {
      facts.set(`${FACT_NAME[name]} ${field}`, value);
    }
  }
}

interface ShowtimePart {
  readonly of: string;
  readonly name: string;
}

function addShowtime(facts: Facts, { of, name }: ShowtimePart, content: Content): void {
  if (content.type === "string") return addBytes(facts, { of, name }, content.bytes);
  for (const [field, value] of Object.entries(fieldsOf(content))) {
    switch (name) {
      case "stock": {
        const [left = "", ...fixed] = value.split(" ");
        facts.set(`${of} stock ${field}`, left).set(`${of} capacity ${field}`, fixed.join(" "));
        break;
      }
      case "members": {
        const [count, live = ""] = value.split(" ");
        const ids = live.split(",").filter((id) => id !== "");
        facts.set(`${of} member ${field}`, havingText(Number(count), ids));
        break;
      }
      // Pauses move deadlines, so only that each hold has one is compared.
      case "deadlines":
        facts.set(`${of} deadline ${field}`, "there");
        break;
      default:
        facts.set(`${of} ${SINGULAR[name]} ${field}`, value);
    }
  }
}

const SINGULAR: Readonly<Record<string, string>> = {
  sale: "sale",
  owners: "owner",
  holds: "hold",
  pays: "pay",
};

function addBytes(facts: Facts, { of, name }: ShowtimePart, bytes: string): void {
  if (name === "seats") return addSeats(facts, of, bytes);
  const raw = Buffer.from(bytes, "latin1");
  facts.set(`${of} ${name}`, name === "prices" ? pricesText(raw) : digest(raw));
}

function addSeats(facts: Facts, of: string, bytes: string): void {
  facts.set(`${of} seatcount`, String(bytes.length));
  for (let seat = 0; seat < bytes.length; seat++) {
    const state = bytes.charCodeAt(seat);
    if (state !== 0) facts.set(`${of} seat ${seat}`, String(state));
  }
}
