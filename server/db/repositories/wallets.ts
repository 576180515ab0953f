import { Op } from "sequelize";
import type { Database } from "../database.js";
import type { LedgerKind } from "../journal/ledger-lines.js";
import { ledgerLineModel, type LedgerLineModel } from "../models/ledger-line.js";
import { walletModel } from "../models/wallet.js";
import { decodeCursor, pageOf, type RowPage, type PageRequest } from "./page.js";
import type { Amount, HoldId, MemberNo, Millis } from "../../journal/brands.js";

export interface Wallet {
  readonly memberNo: MemberNo;
  readonly available: Amount;
  readonly authorised: Amount;
}

/** A ledger line of a member. The lines of a member sum to available + authorised. */
export interface WalletEntry {
  readonly id: string;
  readonly n: number;
  readonly kind: LedgerKind;
  /** In the smallest unit of the currency; negative when money left the wallet. */
  readonly amount: Amount;
  readonly reservationId: HoldId | undefined;
  readonly at: Millis;
}

/** A wallet as far as MySQL has it; undefined before its first credit. */
export async function findWallet(db: Database, memberNo: MemberNo): Promise<Wallet | undefined> {
  const [row] = await db.find(walletModel(db), { where: { memberNo } });
  if (row === undefined) return undefined;
  return { memberNo, available: Number(row.balance), authorised: Number(row.authorised) };
}

/**
 * A page of a member's ledger lines, newest first.
 * @throws AppError `VALIDATION` when the cursor is not one
 */
export async function walletEntryPage(
  db: Database,
  memberNo: MemberNo,
  page: PageRequest,
): Promise<RowPage<WalletEntry>> {
  // A wallet is on one shard, so the journal number n of that shard gives the order.
  const before = page.cursor === undefined ? undefined : decodeCursor(page.cursor).madeAt;
  const rows = await db.find(ledgerLineModel(db), {
    where: { memberNo, ...(before === undefined ? {} : { n: { [Op.lt]: before } }) },
    order: [["n", "DESC"]],
    limit: page.limit + 1,
  });
  return pageOf(rows.map(toEntry), page.limit, ({ n, id }) => ({ madeAt: n, id }));
}

const toEntry = (row: LedgerLineModel): WalletEntry => ({
  id: `${row.shard}-${row.n}`,
  n: Number(row.n),
  kind: row.kind as LedgerKind,
  amount: Number(row.amount),
  reservationId: row.reservationId ?? undefined,
  at: Number(row.at),
});
