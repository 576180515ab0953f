import { z } from "zod";
import { readWallet } from "../../commands/wallet/read-wallet.js";
import { on, type SignalWorld } from "../signal.js";
import type { LiveSocket } from "../types.js";

/** Binds `wallet:get`, which answers the caller's own wallet. */
export function onWalletSignals(world: SignalWorld, socket: LiveSocket): void {
  on(world, socket, {
    name: "wallet:get",
    schema: z.strictObject({}),
    run: (ctx) => readWallet(ctx, { memberId: "me" }),
  });
}
