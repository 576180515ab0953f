import { z } from "zod";
import {
  amount,
  currency,
  id,
  instant,
  named,
  pageOf,
  signedAmount,
} from "../kernel/body-parts.js";

const TOP_UP_ID = "5e0f1c9d6b7a8e3f2d4c1b0a9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c";

export const Wallet = named(
  z.object({
    balance: amount("available + authorised."),
    authorised: amount("Set aside for payments under way."),
    available: amount("What may be spent now."),
    currency,
  }),
  {
    id: "Wallet",
    description: "A member's money.",
    samples: {
      wallet: { balance: 1_000_000, authorised: 70_000, available: 930_000, currency: "KRW" },
    },
  },
);

const LedgerEntry = named(
  z.object({
    id: id("Id of the entry."),
    kind: z.enum(["top_up", "payment", "refund", "import"]),
    amount: signedAmount("What the wallet gained; below 0 for what it paid."),
    reservationId: id("What was paid or refunded.").optional(),
    createdAt: instant("When it was written."),
  }),
  { id: "LedgerEntry", description: "A line of the ledger; the lines sum to the balance." },
);

export const LedgerEntryList = named(z.object(pageOf(LedgerEntry)), {
  id: "LedgerEntryList",
  description: "Lines of the ledger, newest first.",
  samples: {
    page: {
      data: [
        {
          id: "0-18",
          kind: "payment",
          amount: -70_000,
          reservationId: "00000007-9b1d-84c2-a5e0-6f3b2c1d0e9f",
          createdAt: "2027-01-31T10:04:00.000Z",
        },
        { id: "0-2", kind: "top_up", amount: 1_000_000, createdAt: "2027-01-31T09:00:00.000Z" },
      ],
      nextCursor: null,
    },
  },
});

/** Taken as it comes and judged by the command: every wrong amount has one code of its own. */
const givenAmount = z.unknown().optional().meta({
  description: "In the smallest unit of the currency.",
  type: "integer",
  minimum: 1,
  maximum: 1_000_000_000_000,
});

export const TopUpRequest = named(
  z.strictObject({ amount: givenAmount }).meta({ required: ["amount"] }),
  {
    id: "TopUpRequest",
    description: "How much to add.",
    samples: { topUp: { amount: 1_000_000 } },
  },
);

export const TopUp = named(
  z.object({
    topUpId: id("Id of the top-up: the same key has the same one."),
    balance: amount("Of the wallet, with the top-up in it."),
  }),
  {
    id: "TopUp",
    description: "A top-up that is in the ledger.",
    samples: { topUp: { topUpId: TOP_UP_ID, balance: 1_000_000 } },
  },
);

export const PendingTopUp = named(
  z.object({ topUpId: TopUp.shape.topUpId, status: z.literal("pending") }),
  {
    id: "PendingTopUp",
    description: "A top-up that is settled later: the same key asks again.",
    samples: { pending: { topUpId: TOP_UP_ID, status: "pending" } },
  },
);
