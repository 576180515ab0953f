// Nine planted bugs of the payment protocol. Each is a patched script, a step that is taken too
// early, or a fault that must not happen. The explorer must find each of them.
import { createHash } from "node:crypto";
import { parseEntry, type JournalEntry } from "../../server/journal/entry.js";
import { showtimeKey } from "../../server/redis/keys.js";
import { loadScript, type LoadedScript } from "../../server/redis/load-script.js";
import { payUnsettled } from "../../server/redis/pay/unsettled.js";
import { payVoid } from "../../server/redis/pay/void.js";
import type { SimShard } from "./sim-shard.js";
import type { Mutant, World } from "./world.js";

type Early = (world: World, shard: SimShard, op: string) => Promise<JournalEntry | undefined>;

interface Patch {
  readonly from: string;
  readonly to: string;
}

/** Loads scripts with a part of their text replaced. @throws Error when a script lacks that part */
function patched(patches: Readonly<Record<string, readonly Patch[]>>) {
  return (file: string): LoadedScript | undefined => {
    const wanted = patches[file];
    if (wanted === undefined) return undefined;
    const source = wanted.reduce(
      (text, { from, to }) => {
        if (!text.includes(from))
          throw new Error(`${file} has no ${from}: the mutant is out of date`);
        return text.replace(from, () => to);
      },
      loadScript(file, { clock: "record" }).source,
    );
    return { source, sha: createHash("sha1").update(source).digest("hex") };
  };
}

const tombstoneOf = (op: string): JournalEntry =>
  parseEntry(`tombstoned ${op} 0 1 ${op.slice(op.indexOf(":") + 1)}`);

/** The sweeper accepts its tombstone without checking that it is in MySQL. */
const believeTombstone: Early = async (_world, shard, op) =>
  op.startsWith("pay/resolve:") ? (shard.committed(op) ?? tombstoneOf(op)) : undefined;

const believe =
  (prefix: string): Early =>
  async (_world, shard, op) =>
    op.startsWith(prefix) ? shard.seen(op) : undefined;

/** A refusal that no script has recorded is accepted. */
const believeRefusal: Early = async (world, shard, op) => {
  if (!op.startsWith("pay/confirm:") || shard.committed(op) !== undefined) return undefined;
  const payId = op.slice("pay/confirm:".length);
  const isRecorded = await world.admin.hexists(showtimeKey(world.showtime, "pays"), payId);
  return isRecorded === 1 ? undefined : parseEntry(`refused ${op} 0 1 ${payId} h 1 REFUSED`);
};

async function voidOld(world: World): Promise<void> {
  for (const { shard } of world.shards) {
    const old = await payUnsettled(world.plain, { shard }, { olderMs: 30_000, limit: 10 });
    for (const { payId, memberNo } of old) {
      await payVoid(world.plain, { shard, memberNo }, { payId, memberNo });
    }
  }
}

async function purgeTombstones(world: World): Promise<void> {
  const key = showtimeKey(world.showtime, "pays");
  for (const [payId, record] of Object.entries(await world.admin.hgetall(key))) {
    if (record === "TOMBSTONED") await world.admin.hdel(key, payId);
  }
}

const UNRECORDED: Patch = {
  from: "append('refused'",
  to: `do
    return { 'OK', 'REFUSED ' .. hold_id .. ' ' .. member .. ' ' .. reason }
  end
  append('refused'`,
};
/** The id of a hold that is over can be used for a new hold. */
const REUSABLE: Patch = {
  from: "local known = redis.call('HGET', holds_key, hold_id)\n",
  to: `local known = redis.call('HGET', holds_key, hold_id)
if known and (string.sub(known, 1, 1) ~= 'H'
  or tonumber(string.match(known, '^%u %d+ %d+ (%d+)')) <= now) then
  known = false
end
`,
};

export const MUTANTS: readonly Mutant[] = [
  {
    name: "the sweeper voids without writing a tombstone",
    breaks: /^I4 /,
    load: patched({
      "pay/resolve": [
        {
          from: "append('tombstoned'",
          to: "do return { 'OK', 'TOMBSTONED' } end\nappend('tombstoned'",
        },
      ],
    }),
    early: believeTombstone,
  },
  { name: "the wallet voids by its own clock", breaks: /^I4 /, act: voidOld },
  {
    name: "a cancelled payment is treated as not confirmed",
    breaks: /^I4 /,
    load: patched({
      "pay/resolve": [
        {
          from: "if known then\n",
          to: `if known and string.sub(known, 1, 9) == 'CANCELLED' then
  known = 'TOMBSTONED'
end
if known then
`,
        },
      ],
    }),
    early: believeTombstone,
  },
  {
    name: "a credit is not idempotent",
    breaks: /^I9 /,
    load: patched({ "wallet/credit": [{ from: "if known then\n", to: "if false then\n" }] }),
  },
  {
    name: "a tombstone is purged while a confirm is in flight",
    breaks: /^I4 /,
    act: purgeTombstones,
  },
  {
    name: "a refusal is not recorded and a hold id can be used again",
    breaks: /^I4 /,
    load: patched({ "pay/confirm": [UNRECORDED], "seat/hold": [REUSABLE] }),
    early: believeRefusal,
  },
  {
    name: "a payment in one step is put back without its money",
    breaks: /^I(2|11) /,
    load: patched({
      "shard/apply-show": [
        {
          from: "unsold, place)\n  set_wallet(member, available, authorised)\n",
          to: "unsold, place)\n",
        },
      ],
    }),
  },
  { name: "a failover loses a confirmed sale after its capture", breaks: /^I3 /, loses: 4 },
  {
    name: "a confirm acts on an authorisation that is not durable",
    breaks: /^I4 /,
    early: believe("pay/authorise:"),
  },
  {
    name: "paid is answered on a confirm that is not durable",
    breaks: /^I10 /,
    early: believe("pay/confirm:"),
  },
];
