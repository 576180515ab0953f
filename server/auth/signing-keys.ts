import { createSecretKey, type KeyObject } from "node:crypto";
import type { Secret } from "../config/secret.js";

/** While one key replaces another, both verify and the new one signs. */
export interface SigningKeys {
  readonly signing: KeyObject;
  /** The signing key first. */
  readonly verifying: readonly KeyObject[];
}

/** @param previous the key that is being replaced, until the last token it signed has run out */
export function signingKeys(secret: Secret, previous?: Secret): SigningKeys {
  const signing = keyOf(secret);
  return { signing, verifying: previous === undefined ? [signing] : [signing, keyOf(previous)] };
}

const keyOf = (secret: Secret): KeyObject => createSecretKey(Buffer.from(secret.reveal()));
