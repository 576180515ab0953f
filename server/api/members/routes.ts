import { z } from "zod";
import { MemberId } from "../../commands/input/inputs.js";
import { listPayments } from "../../commands/payments/list-payments.js";
import { listReservations } from "../../commands/reservations/list-reservations.js";
import { listWalletEntries } from "../../commands/wallet/list-wallet-entries.js";
import { readMember } from "../../commands/accounts/read-member.js";
import { readWallet } from "../../commands/wallet/read-wallet.js";
import { topUpWallet } from "../../commands/wallet/top-up-wallet.js";
import { updateMember } from "../../commands/accounts/update-member.js";
import { withdrawMember } from "../../commands/accounts/withdraw-member.js";
import { PageQuery } from "../kernel/query.js";
import { createdOrPending, guardedRoute, noContent, ok, type Route } from "../kernel/route.js";
import { PaymentList } from "../payments/schemas.js";
import { ReservationList } from "../reservations/schemas.js";
import { MemberUpdate, MemberWithBalance } from "./schemas.js";
import { LedgerEntryList, PendingTopUp, TopUp, TopUpRequest, Wallet } from "./wallet-schemas.js";

const params = z.strictObject({ memberId: MemberId });
const member = { tag: "Members", access: "signed-in", params } as const;
const errors = ["FORBIDDEN", "MEMBER_NOT_FOUND"] as const;

const memberRoutesProper: readonly Route[] = [
  guardedRoute({
    ...member,
    method: "get",
    path: "/members/{memberId}",
    id: "readMember",
    summary: "A member with the balance of the wallet; `me` is the caller",
    answers: { 200: MemberWithBalance },
    errors,
    run: async (ctx, { params }) => ok(await readMember(ctx, params)),
  }),
  guardedRoute({
    ...member,
    method: "put",
    path: "/members/{memberId}",
    id: "updateMember",
    summary: "Change name, e-mail or password",
    body: MemberUpdate,
    answers: { 200: MemberWithBalance },
    errors: [...errors, "EMAIL_TAKEN", "BAD_CREDENTIALS"],
    run: async (ctx, { params, body }) => ok(await updateMember(ctx, { ...params, changes: body })),
  }),
  guardedRoute({
    ...member,
    method: "delete",
    path: "/members/{memberId}",
    id: "withdrawMember",
    summary: "Leave the service; what was paid stays, without a name",
    answers: { 204: null },
    errors,
    run: async (ctx, { params }) => {
      await withdrawMember(ctx, params);
      return noContent();
    },
  }),
  guardedRoute({
    ...member,
    method: "get",
    path: "/members/{memberId}/reservations",
    id: "listMemberReservations",
    summary: "Reservations of a member, newest first",
    query: PageQuery,
    answers: { 200: ReservationList },
    errors,
    run: async (ctx, { params, query }) => ok(await listReservations(ctx, { ...params, ...query })),
  }),
  guardedRoute({
    ...member,
    method: "get",
    path: "/members/{memberId}/payments",
    id: "listMemberPayments",
    summary: "Payments of a member, newest first",
    query: PageQuery,
    answers: { 200: PaymentList },
    errors,
    run: async (ctx, { params, query }) => ok(await listPayments(ctx, { ...params, ...query })),
  }),
];

const wallet = { ...member, tag: "Wallets" } as const;

const walletRoutes: readonly Route[] = [
  guardedRoute({
    ...wallet,
    method: "get",
    path: "/members/{memberId}/wallet",
    id: "readWallet",
    summary: "What may be spent, what is set aside, and the sum of both",
    answers: { 200: Wallet },
    errors: [...errors, "SALE_PAUSED"],
    run: async (ctx, { params }) => ok(await readWallet(ctx, params)),
  }),
  guardedRoute({
    ...wallet,
    method: "get",
    path: "/members/{memberId}/wallet/entries",
    id: "listWalletEntries",
    summary: "The ledger, newest first",
    query: PageQuery,
    answers: { 200: LedgerEntryList },
    errors,
    run: async (ctx, { params, query }) =>
      ok(await listWalletEntries(ctx, { ...params, ...query })),
  }),
  guardedRoute({
    ...wallet,
    method: "post",
    path: "/members/{memberId}/wallet/top-ups",
    id: "topUpWallet",
    summary: "Top up, in the smallest unit of the currency",
    idempotency: "required",
    body: TopUpRequest,
    answers: { 201: TopUp, 202: PendingTopUp },
    errors: [...errors, "INVALID_AMOUNT", "IDEMPOTENCY_KEY_REUSED", "SALE_PAUSED"],
    run: async (ctx, { params, body }, { key }) =>
      createdOrPending(
        await topUpWallet(ctx, { ...params, amount: body.amount, idempotencyKey: key }),
      ),
  }),
];

export const memberRoutes: readonly Route[] = [...memberRoutesProper, ...walletRoutes];
