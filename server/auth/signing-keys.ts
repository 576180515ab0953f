import { createSecretKey, type KeyObject } from "node:crypto";
import type { Secret } from "../config/secret.js";

/** The keys of a configuration: while one replaces another, both verify and the new one signs. */
export interface SigningKeys {
  readonly signing: KeyObject;
  /** The signing key is the first. */
  readonly verifying: readonly KeyObject[];
}

/**
 * The keys of the secrets in the settings.
 * @param previous the secret that is being replaced, until its last token has expired
 */
export function signingKeys(secret: Secret, previous?: Secret): SigningKeys {
  const signing = keyOf(secret);
  return { signing, verifying: previous === undefined ? [signing] : [signing, keyOf(previous)] };
}

const keyOf = (secret: Secret): KeyObject => createSecretKey(Buffer.from(secret.reveal()));
