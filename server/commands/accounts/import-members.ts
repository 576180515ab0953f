// Imports members without a password, up to a thousand in a call. It may be repeated: an e-mail
// that exists is answered with its member, and the balance of a member counts once.
import { v7 as newId } from "uuid";
import { z } from "zod";
import type { ImportMembersBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { addMembers, membersByEmail, type Member } from "../../db/repositories/members.js";
import { isDuplicate } from "../../db/sql-errors.js";
import { AppError } from "../../errors.js";
import { assertAdmin } from "../../policies/members.js";
import { importIdOf } from "../../journal/ids.js";
import { walletCredit } from "../../redis/wallet/credit.js";
import { Email, PersonName } from "./account-inputs.js";
import { walletTarget } from "../wallet/wallet-target.js";

const IMPORT_MAX = 1000;
const BALANCE_MAX = 1_000_000_000_000;
const CREDITS_AT_ONCE = 100;
const INSERT_ATTEMPTS = 3;
const NOT_DURABLE_RETRY_MS = 2000;

const ImportedMember = z.strictObject({
  email: Email,
  name: PersonName,
  balance: z.int().min(0).max(BALANCE_MAX).optional(),
});
type ImportedMember = z.output<typeof ImportedMember>;

/** The body of `POST /members/import`; balances in the smallest unit of the currency. */
export const ImportMembersInput = z.strictObject({
  members: z.array(ImportedMember).min(1).max(IMPORT_MAX),
  issueTokens: z.boolean().optional(),
});
export type ImportMembersInput = z.output<typeof ImportMembersInput>;

/**
 * Imports members and answers them in the same order. A balance is a ledger entry of kind `import`;
 * `issueTokens` adds access tokens for load tests.
 * @throws AppError `FORBIDDEN`, also for tokens in production; `SALE_PAUSED` when the balances are
 * not durable in time: the caller repeats the call
 */
export async function importMembers(
  ctx: SignedIn,
  { members: given, issueTokens = false }: ImportMembersInput,
): Promise<ImportMembersBody> {
  assertAdmin(ctx.actor);
  if (issueTokens && ctx.config.isProduction) throw new AppError("FORBIDDEN");
  const known = await membersFor(ctx, given);
  const imported = given.map((row) => ({ row, member: memberIn(known, row.email) }));
  for (let at = 0; at < imported.length; at += CREDITS_AT_ONCE) {
    await Promise.all(imported.slice(at, at + CREDITS_AT_ONCE).map((one) => credit(ctx, one)));
  }
  const members = imported.map(({ member }) => ({
    id: member.id,
    email: member.email ?? "",
    ...(issueTokens ? { accessToken: tokenOf(ctx, member) } : {}),
  }));
  return { members };
}

interface Imported {
  readonly row: ImportedMember;
  readonly member: Member;
}

function memberIn(known: ReadonlyMap<string, Member>, email: string): Member {
  const member = known.get(email);
  if (member === undefined) throw new Error("an imported member is missing");
  return member;
}

async function membersFor(
  ctx: SignedIn,
  given: readonly ImportedMember[],
): Promise<ReadonlyMap<string, Member>> {
  const byEmail = new Map(given.map((row) => [row.email, row]));
  const emails = [...byEmail.keys()];
  const createdAt = new Date(ctx.now());
  for (let attempt = 1; ; attempt++) {
    const known = await membersByEmail(ctx.db, emails);
    const missing = [...byEmail.values()].filter(({ email }) => !known.has(email));
    if (missing.length === 0) return known;
    const rows = missing.map(({ email, name }) => ({
      id: newId(),
      email,
      name,
      role: "member" as const,
      passwordHash: undefined,
      createdAt,
    }));
    try {
      await addMembers(ctx.db, rows);
    } catch (error) {
      // Another call has made one of them meanwhile: the next attempt finds it.
      if (!isDuplicate(error) || attempt >= INSERT_ATTEMPTS) throw error;
    }
  }
}

async function credit(ctx: SignedIn, { row, member }: Imported): Promise<void> {
  const amount = row.balance ?? 0;
  if (amount === 0) return;
  const wallet = walletTarget(ctx, member.no);
  const creditId = importIdOf(member.id);
  const wanted = { memberNo: member.no, creditId, amount, reservationId: undefined };
  const outcome = await walletCredit.outcome(ctx.redis, wallet, { ...wanted, kind: "import" });
  // Imported before, with another balance: the first one counts.
  if (outcome.kind === "refused") return;
  const durable = await ctx.outcomes.committed(wallet.shard, `wallet/credit:${creditId}`);
  if (durable === undefined) {
    throw new AppError("SALE_PAUSED", { retryAfterMs: NOT_DURABLE_RETRY_MS });
  }
}

function tokenOf(ctx: SignedIn, member: Member): string {
  const { id: memberId, no: memberNo, role } = member;
  return ctx.accessTokens.sign({ memberId, memberNo, role, sessionId: newId() }).token;
}
