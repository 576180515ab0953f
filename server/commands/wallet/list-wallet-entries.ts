import type { z } from "zod";
import type { LedgerEntryBody, ListBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { ledgerLines } from "../../db/journal/ledger-lines.js";
import { walletEntryPage, type WalletEntry } from "../../db/repositories/wallets.js";
import { MemberId, PageInput } from "../input/inputs.js";
import type { MemberNo } from "../../journal/brands.js";
import { memberNoOf } from "../accounts/named-member.js";
import { recentEntries, type RecentFact } from "../journal/recent-entries.js";

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
  const { durable } = await recentEntries(ctx, memberNo);
  const page = await walletEntryPage(ctx.db, memberNo, { limit, cursor });
  const newestN = page.rows[0]?.n ?? 0;
  const isNew = ({ n }: WalletEntry): boolean => cursor === undefined && n > newestN;
  const rows = [...unprojectedLines(durable, memberNo).filter(isNew), ...page.rows];
  return { data: rows.map(present), nextCursor: page.nextCursor ?? null };
}

/** The member's lines of entries that are durable and not in the ledger yet, newest first. */
const unprojectedLines = (entries: readonly RecentFact[], memberNo: MemberNo): WalletEntry[] =>
  entries
    .flatMap((recent) => ledgerLines([recent]).map((line) => ({ ...line, shard: recent.shard })))
    .filter((line) => line.memberNo === memberNo)
    .map((line) => ({ ...line, id: `${line.shard}-${line.n}` }))
    .reverse();
