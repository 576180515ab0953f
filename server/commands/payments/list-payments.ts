import type { z } from "zod";
import type { ListBody, PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { paymentPage } from "../../db/repositories/payments.js";
import { MemberId, PageInput } from "../input/inputs.js";
import { memberNoOf } from "../accounts/named-member.js";
import { pendingPayments, presentRow } from "./read-payment.js";
import { undurableFacts } from "../journal/undurable-facts.js";

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
  const tail = await undurableFacts(ctx);
  const page = await paymentPage(ctx.db, { memberNo }, { limit, cursor });
  const known = new Set(page.rows.map(({ id }) => id));
  const pending =
    cursor === undefined
      ? pendingPayments(tail, (entry) => entry.memberNo === memberNo && !known.has(entry.payId))
      : [];
  const rows = [...pending, ...page.rows];
  return {
    data: await Promise.all(rows.map((row) => presentRow(ctx, row))),
    nextCursor: page.nextCursor ?? null,
  };
}
