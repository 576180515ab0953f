import type { z } from "zod";
import type { LedgerEntryBody, ListBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { walletEntryPage, type WalletEntry } from "../../db/repositories/wallets.js";
import { MemberId, PageInput } from "../input/inputs.js";
import { memberNoOf } from "../accounts/named-member.js";

/** The member, and the page of the ledger. */
export const ListWalletEntriesInput = PageInput.extend({ memberId: MemberId });
export type ListWalletEntriesInput = z.output<typeof ListWalletEntriesInput>;

const present = ({ id, kind, amount, reservationId, at }: WalletEntry): LedgerEntryBody => ({
  id,
  kind,
  amount,
  ...(reservationId === undefined ? {} : { reservationId }),
  createdAt: new Date(at).toISOString(),
});

/**
 * The ledger of a member, newest first. It has durable entries alone.
 * @throws AppError `FORBIDDEN` `MEMBER_NOT_FOUND` `VALIDATION`
 */
export async function listWalletEntries(
  ctx: SignedIn,
  { memberId, limit, cursor }: ListWalletEntriesInput,
): Promise<ListBody<LedgerEntryBody>> {
  const memberNo = await memberNoOf(ctx, memberId);
  const page = await walletEntryPage(ctx.db, memberNo, { limit, cursor });
  return { data: page.rows.map(present), nextCursor: page.nextCursor ?? null };
}
