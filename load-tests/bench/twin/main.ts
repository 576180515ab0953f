// The process of the twin. Its parent sends the address of the database and the secret of the
// tokens, and gets the port.
import type { AddressInfo } from "node:net";
import { createAccessTokens } from "../../../server/auth/access-tokens.js";
import { signingKeys } from "../../../server/auth/signing-keys.js";
import { Secret } from "../../../server/config/secret.js";
import { openPool } from "./database.js";
import { Loops } from "./loops.js";
import { createTwin } from "./server.js";
import { Showtimes } from "./showtimes.js";

/** What the twin gets from its parent. */
export interface TwinOrders {
  readonly databaseUrl: string;
  readonly jwtSecret: string;
}

const TOKEN_SECONDS = 3600;

function serve({ databaseUrl, jwtSecret }: TwinOrders): void {
  const pool = openPool(databaseUrl);
  const twin = { pool, showtimes: new Showtimes(pool) };
  const keys = signingKeys(new Secret(jwtSecret));
  const tokens = createAccessTokens({ keys, accessTokenSeconds: TOKEN_SECONDS, now: Date.now });
  new Loops(twin).start();
  const server = createTwin(twin, tokens).listen(0, "127.0.0.1", () => {
    process.send?.((server.address() as AddressInfo).port);
  });
}

process.on("message", serve);
process.on("disconnect", () => process.exit(0));
