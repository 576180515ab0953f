// A refresh token is 256 random bits, of which only the hash is kept: one that is read out of the
// database opens nothing.
import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** 43 characters of base64url. */
export const newRefreshToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** What is kept of a refresh token, 32 bytes. */
export const refreshHash = (token: string): Buffer =>
  createHash("sha256").update("refresh:").update(token).digest();
