// The schemas of the document and the types of the wire are the same: this compiles, or one of them
// has drifted.
import type { z } from "zod";
import type * as Wire from "../../../client-sdk/protocol/bodies.js";
import type * as Catalogue from "../../commands/catalogue/list-performances.js";
import type { readToken } from "../../commands/accounts/read-token.js";
import type * as Accounts from "../../commands/accounts/read-member.js";
import type { BlockSeatsBody } from "../../commands/seats/block-seats.js";
import type { TopUpAnswer } from "../../commands/wallet/top-up-wallet.js";
import type { Problem as ProblemBody } from "../../errors.js";
import type { Session, TokenState } from "../accounts/schemas.js";
import type { ImportedMembers } from "../admin/schemas.js";
import type { MemberWithBalance } from "../members/schemas.js";
import type { LedgerEntryList, PendingTopUp, TopUp, Wallet } from "../members/wallet-schemas.js";
import type { Payment, PaymentList } from "../payments/schemas.js";
import type { Performance, PerformanceList } from "../performances/schemas.js";
import type { Place } from "../queue/schemas.js";
import type { Hold, Reservation, ReservationList } from "../reservations/schemas.js";
import type { BlockedSeats, Seats } from "../seats/schemas.js";
import type { Layout } from "../showtimes/layout-schemas.js";
import type { Sale, Showtime, ShowtimeList } from "../showtimes/schemas.js";
import type { Problem } from "./problem-schema.js";

type Mark<T, Name extends keyof T> = Record<never, never> extends Pick<T, Name> ? "?" : "";

/**
 * Every leaf with the way to it: `["seats[].price", number]`. Compared so, because the compiler
 * takes two deeply nested types for equal after some levels. On the wire a number has no brand.
 */
type Leaves<T, Way extends string = ""> = T extends readonly (infer Item)[]
  ? Leaves<Item, `${Way}[]`>
  : T extends number
    ? [Way, number]
    : T extends object
      ? {
          [Name in keyof T & string]-?: Leaves<
            Exclude<T[Name], undefined>,
            `${Way}.${Name}${Mark<T, Name>}`
          >;
        }[keyof T & string]
      : [Way, T];

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/** Does not compile unless the answer's schema gives this very type. */
type Answers<Schema extends z.ZodType, Body> = Same<Leaves<z.output<Schema>>, Leaves<Body>>;

type Takes<Schema extends z.ZodType, Body> = Same<Leaves<z.input<Schema>>, Leaves<Body>>;

export const sameAsTheWire: readonly true[] = [
  true satisfies Answers<typeof Session, Wire.SessionBody>,
  true satisfies Answers<typeof TokenState, Awaited<ReturnType<typeof readToken>>>,
  true satisfies Answers<typeof MemberWithBalance, Accounts.MemberWithBalance>,
  true satisfies Answers<typeof Wallet, Wire.WalletBody>,
  true satisfies Answers<typeof LedgerEntryList, Wire.ListBody<Wire.LedgerEntryBody>>,
  true satisfies Answers<typeof TopUp, Wire.TopUpBody>,
  true satisfies Answers<typeof PendingTopUp, Exclude<TopUpAnswer["body"], Wire.TopUpBody>>,
  true satisfies Answers<typeof Performance, Wire.PerformanceBody>,
  true satisfies Answers<typeof PerformanceList, Catalogue.PerformanceList>,
  true satisfies Answers<typeof Showtime, Wire.ShowtimeBody>,
  true satisfies Answers<typeof ShowtimeList, Wire.ListBody<Wire.ShowtimeBody>>,
  true satisfies Answers<typeof Sale, Wire.SaleBody>,
  true satisfies Answers<typeof Layout, Wire.LayoutBody>,
  true satisfies Answers<typeof Place, Wire.PlaceBody>,
  true satisfies Answers<typeof Seats, Wire.SeatsBody>,
  true satisfies Answers<typeof BlockedSeats, BlockSeatsBody>,
  true satisfies Answers<typeof Reservation, Wire.ReservationBody>,
  true satisfies Answers<typeof ReservationList, Wire.ListBody<Wire.ReservationBody>>,
  true satisfies Answers<typeof Payment, Wire.PaymentBody>,
  true satisfies Answers<typeof PaymentList, Wire.ListBody<Wire.PaymentBody>>,
  true satisfies Answers<typeof ImportedMembers, Wire.ImportMembersBody>,
  true satisfies Answers<typeof Problem, ProblemBody>,
  true satisfies Takes<typeof Hold, Wire.HoldBody>,
];
