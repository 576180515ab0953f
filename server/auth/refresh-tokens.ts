// A refresh token is 256 random bits. MySQL has only the hash of it, so a leaked row opens nothing.
import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A new refresh token: 43 characters of base64url. */
export const newRefreshToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** The SHA-256 under which MySQL knows a refresh token: 32 bytes. */
export const refreshHash = (token: string): Buffer =>
  createHash("sha256").update("refresh:").update(token).digest();
