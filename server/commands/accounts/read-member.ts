import { z } from "zod";
import type { MemberBody, WalletBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { presentMember } from "../../presenters/member.js";
import { MemberId } from "../input/inputs.js";
import { memberOf } from "./named-member.js";
import { readWallet } from "../wallet/read-wallet.js";
import type { Amount } from "../../journal/brands.js";

/** The member to read: a UUID, or `me`. */
export const ReadMemberInput = z.strictObject({ memberId: MemberId });
export type ReadMemberInput = z.output<typeof ReadMemberInput>;

/** A member with the balance of the wallet. */
export interface MemberWithBalance extends MemberBody {
  /** Null while it cannot be read. */
  readonly balance: Amount | null;
}

/**
 * Reads a member and its balance.
 * @throws AppError `MEMBER_NOT_FOUND` `FORBIDDEN`
 */
export async function readMember(
  ctx: SignedIn,
  { memberId }: ReadMemberInput,
): Promise<MemberWithBalance> {
  const member = await memberOf(ctx, memberId);
  const wallet = await walletNow(ctx, member.id);
  return { ...presentMember(member), balance: wallet?.balance ?? null };
}

async function walletNow(ctx: SignedIn, memberId: string): Promise<WalletBody | undefined> {
  try {
    return await readWallet(ctx, { memberId });
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
