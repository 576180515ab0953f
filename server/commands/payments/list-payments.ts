import type { z } from "zod";
import type { ListBody, PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { paymentPage, type Payment } from "../../db/repositories/payments.js";
import { MemberId, PageInput } from "../input/inputs.js";
import { memberNoOf } from "../accounts/named-member.js";
import { overlayPayments } from "./overlay-payments.js";
import { presentRow } from "./read-payment.js";
import { recentEntries } from "../journal/recent-entries.js";

/** The member, and the page of the payments. */
export const ListPaymentsInput = PageInput.extend({ memberId: MemberId.default("me") });
export type ListPaymentsInput = z.output<typeof ListPaymentsInput>;

/**
 * A member's payments, newest first; a payment that is not in MySQL yet is shown as `pending`.
 * @throws AppError `FORBIDDEN` `MEMBER_NOT_FOUND` `VALIDATION`
 */
export async function listPayments(
  ctx: SignedIn,
  { memberId, limit, cursor }: ListPaymentsInput,
): Promise<ListBody<PaymentBody>> {
  const memberNo = await memberNoOf(ctx, memberId);
  const entries = await recentEntries(ctx, memberNo);
  const page = await paymentPage(ctx.db, { memberNo }, { limit, cursor });
  const known = new Set(page.rows.map(({ id }) => id));
  // What is older than the rows of this page belongs to a later page.
  const oldest = page.nextCursor === undefined ? 0 : (page.rows.at(-1)?.madeAt ?? 0);
  const isNew = (payment: Payment): boolean =>
    cursor === undefined && payment.memberNo === memberNo && payment.madeAt >= oldest;
  const rows = overlayPayments(page.rows, entries).filter(
    (payment) => known.has(payment.id) || isNew(payment),
  );
  return {
    data: await Promise.all(rows.map((row) => presentRow(ctx, row, entries))),
    nextCursor: page.nextCursor ?? null,
  };
}
