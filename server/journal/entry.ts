// The journal's one format: a table of the kinds of entries and their fields. The types below are
// derived from it, `parseEntry` reads by it, the scripts in lua/ are compared with it, and
// lua/README.md ("Journal entries") is written from it.
import type { Amount, HoldId, MemberNo, Millis, PayId, ShowtimeId } from "./brands.js";
import {
  listField,
  numberField,
  optionalField,
  textField,
  wordField,
  type FieldType,
  type ValueOf,
} from "./field-types.js";

/**
 * What an entry is about: which keys of the shard it changes, and how it is put back. `payment` is
 * about a showtime and a wallet at once.
 */
export type Aggregate = "shard" | "showtime" | "wallet" | "payment";

interface KindOfEntry {
  readonly of: Aggregate;
  /** The scripts that write it, each with what its operation id is made of. */
  readonly ops: Readonly<Record<string, string>>;
  /** In the order of the payload, after kind, op and at. */
  readonly fields: Readonly<Record<string, FieldType<unknown>>>;
}

const COUNT = numberField();
const PLACE = numberField();
const AMOUNT = numberField<Amount>("amount");
const MILLIS = numberField<Millis>("ms");
const HOLD_ID = textField<HoldId>();
const PAY_ID = textField<PayId>();
const ID = textField();
const SHOWTIME = { showtime: numberField<ShowtimeId>() };
const MEMBER = { memberNo: numberField<MemberNo>() };
/** What a hold covers: seats by index, or units of an area. */
const COVER = { seats: listField, area: optionalField(numberField()), quantity: COUNT };
/** Units left of the area. */
const STOCK = { stock: optionalField(numberField()) };
/** What may be spent afterwards, and what is authorised. */
const WALLET = { available: AMOUNT, authorised: AMOUNT };
/** What a payment makes of a hold. */
const SALE_OF_HOLD = {
  ...SHOWTIME,
  payId: PAY_ID,
  holdId: HOLD_ID,
  ...MEMBER,
  amount: AMOUNT,
  ...COVER,
  count: COUNT,
  unsold: COUNT,
  place: PLACE,
};
const AUTHORISATION = {
  ...MEMBER,
  payId: PAY_ID,
  amount: AMOUNT,
  reservationId: HOLD_ID,
  ...SHOWTIME,
  ...WALLET,
};

/** Every kind of entry, with its fields in their order. */
export const JOURNAL_TABLE = {
  generation: {
    of: "shard",
    ops: { "shard/generation": "generation" },
    fields: { generation: numberField(), epoch: numberField() },
  },
  provisioned: {
    of: "showtime",
    ops: { "show/provision": "showtime:layout" },
    fields: { ...SHOWTIME, layout: numberField(), seatCount: COUNT, unsold: COUNT },
  },
  sale: {
    of: "showtime",
    ops: { "show/policy": "opId" },
    fields: {
      ...SHOWTIME,
      state: textField(),
      mode: textField(),
      maxActive: COUNT,
      perMinute: COUNT,
      holdMs: MILLIS,
      sessionMs: MILLIS,
      maxPerUser: COUNT,
      pausedFromAt: MILLIS,
      pausedAt: MILLIS,
      resumedAt: MILLIS,
      unsold: COUNT,
    },
  },
  blocked: {
    of: "showtime",
    ops: { "show/block": "opId" },
    fields: { ...SHOWTIME, seats: listField, unsold: COUNT },
  },
  unblocked: {
    of: "showtime",
    ops: { "show/unblock": "opId" },
    fields: { ...SHOWTIME, seats: listField, unsold: COUNT },
  },
  queue: {
    of: "showtime",
    ops: { "queue/tick": "showtime:tick", "queue/recover": "showtime:runId" },
    fields: { ...SHOWTIME, next: PLACE, head: PLACE },
  },
  held: {
    of: "showtime",
    ops: { "seat/hold": "holdId", "seat/change": "opId" },
    fields: {
      ...SHOWTIME,
      holdId: HOLD_ID,
      ...MEMBER,
      place: PLACE,
      seats: listField,
      /** Seats that a change gave back. */
      freed: listField,
      area: optionalField(numberField()),
      quantity: COUNT,
      total: AMOUNT,
      deadlineAt: MILLIS,
      madeAt: MILLIS,
      /** Seats and units that the member has afterwards, as in all entries below. */
      count: COUNT,
      ...STOCK,
    },
  },
  ended: {
    of: "showtime",
    ops: { "seat/release": "opId", "seat/expire": "holdId" },
    fields: {
      ...SHOWTIME,
      holdId: HOLD_ID,
      ...MEMBER,
      status: wordField("released", "expired"),
      ...COVER,
      count: COUNT,
      ...STOCK,
    },
  },
  sold: {
    of: "showtime",
    ops: { "pay/confirm": "payId" },
    fields: SALE_OF_HOLD,
  },
  /** A payment in one step: authorised, sold and captured. */
  paid: {
    of: "payment",
    ops: { "pay/confirm": "payId" },
    fields: { ...SALE_OF_HOLD, ...WALLET },
  },
  refused: {
    of: "showtime",
    ops: { "pay/confirm": "payId" },
    fields: { ...SHOWTIME, payId: PAY_ID, holdId: HOLD_ID, ...MEMBER, reason: textField() },
  },
  tombstoned: {
    of: "showtime",
    ops: { "pay/resolve": "payId" },
    fields: { ...SHOWTIME, payId: PAY_ID },
  },
  cancelled: {
    of: "showtime",
    ops: { "pay/cancel": "payId" },
    fields: {
      ...SHOWTIME,
      payId: PAY_ID,
      holdId: HOLD_ID,
      ...MEMBER,
      refundId: ID,
      amount: AMOUNT,
      ...COVER,
      count: COUNT,
      unsold: COUNT,
      ...STOCK,
    },
  },
  refunded: {
    of: "showtime",
    ops: { "pay/refunded": "payId" },
    fields: { ...SHOWTIME, payId: PAY_ID },
  },
  authorised: { of: "wallet", ops: { "pay/authorise": "payId" }, fields: AUTHORISATION },
  captured: { of: "wallet", ops: { "pay/capture": "payId" }, fields: AUTHORISATION },
  voided: { of: "wallet", ops: { "pay/void": "payId" }, fields: AUTHORISATION },
  credited: {
    of: "wallet",
    ops: { "wallet/credit": "creditId" },
    fields: {
      ...MEMBER,
      creditId: ID,
      amount: AMOUNT,
      creditKind: wordField("top_up", "refund", "import"),
      reservationId: optionalField(HOLD_ID),
      ...WALLET,
    },
  },
} as const satisfies Readonly<Record<string, KindOfEntry>>;

type Table = typeof JOURNAL_TABLE;
export type EntryKind = keyof Table;

/** An entry of one kind: its head, and its fields as the table has them. */
export type EntryOf<Kind extends EntryKind> = Kind extends EntryKind
  ? {
      readonly kind: Kind;
      /** `<area>/<verb>:<id>`: the operation that was decided. */
      readonly op: string;
      /** Redis time of the decision. */
      readonly at: Millis;
    } & {
      readonly [Field in keyof Table[Kind]["fields"]]: ValueOf<Table[Kind]["fields"][Field]>;
    }
  : never;

export type JournalEntry = EntryOf<EntryKind>;

/** The entries about an aggregate. */
export type EntryAbout<Of extends Aggregate> = {
  [Kind in EntryKind]: Table[Kind]["of"] extends Of ? EntryOf<Kind> : never;
}[EntryKind];

/** The entries that have all these fields. */
export type EntryWith<Field extends string> = Extract<
  JournalEntry,
  Readonly<Record<Field, unknown>>
>;

export type AuthorisationEntry = EntryOf<"authorised" | "captured" | "voided">;
export type CreditKind = EntryOf<"credited">["creditKind"];

/** Every kind of the table, in its order. */
export const ENTRY_KINDS = Object.keys(JOURNAL_TABLE) as readonly EntryKind[];

const isEntryKind = (word: string): word is EntryKind => Object.hasOwn(JOURNAL_TABLE, word);

/** The names of the fields of a kind, in their order, without kind, op and at. */
export const fieldsOf = <Kind extends EntryKind>(kind: Kind) =>
  Object.keys(JOURNAL_TABLE[kind].fields) as (keyof Table[Kind]["fields"] & string)[];

/** Is the entry about that aggregate? */
export const isAbout = <Of extends Aggregate>(
  entry: JournalEntry,
  aggregate: Of,
): entry is EntryAbout<Of> => JOURNAL_TABLE[entry.kind].of === aggregate;

/** Has the entry all of these fields? */
export const hasFields = <Field extends string>(
  entry: JournalEntry,
  ...fields: readonly Field[]
): entry is EntryWith<Field> =>
  fields.every((field) => Object.hasOwn(JOURNAL_TABLE[entry.kind].fields, field));

/** Names that Lua writes in another way than the name here in snake_case. */
const LUA_NAMES: Readonly<Record<string, string>> = {
  memberNo: "member",
  pausedFromAt: "paused_from",
  deadlineAt: "deadline",
  madeAt: "made",
  next: "next_place",
};

/** The name of a field in the scripts and in the hashes of Redis: `hold_ms` of `holdMs`. */
export const luaFieldName = (field: string): string =>
  LUA_NAMES[field] ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const READERS: ReadonlyMap<string, readonly (readonly [string, FieldType<unknown>])[]> = new Map(
  ENTRY_KINDS.map((kind) => [kind, Object.entries(JOURNAL_TABLE[kind].fields)]),
);
const AT = MILLIS;

/**
 * Reads the payload of a journal entry.
 * @throws Error when it is not an entry of this version: a bug, never a user's input
 */
export function parseEntry(payload: string): JournalEntry {
  const [kind = "", op = "", at = "", ...words] = payload.split(" ");
  if (!isEntryKind(kind)) throw new Error(`unknown kind of entry: ${kind}`);
  const fields = READERS.get(kind) ?? [];
  if (words.length < fields.length || op === "" || words.includes("")) {
    throw new Error(`entry too short: ${kind}`);
  }
  if (words.length > fields.length) throw new Error(`entry too long: ${kind}`);
  const entry: Record<string, unknown> = { kind, op, at: AT.parse(at) };
  for (const [index, [name, type]] of fields.entries())
    entry[name] = type.parse(words[index] ?? "");
  return entry as unknown as JournalEntry;
}
