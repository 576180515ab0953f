import { z } from "zod";
import { readWallet } from "../../commands/wallet/read-wallet.js";
import { on, type SignalWorld } from "../signal.js";
import type { LiveSocket } from "../types.js";

/** `wallet:get`: the caller's own. */
export function onWalletSignals(world: SignalWorld, socket: LiveSocket): void {
  on(world, socket, {
    name: "wallet:get",
    schema: z.strictObject({}),
    run: (ctx) => readWallet(ctx, { memberId: "me" }),
  });
}
