// Fields of accounts. An e-mail is stored in lower case: one mailbox, one account.
import { z } from "zod";

const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** An e-mail address, trimmed and in lower case. */
export const Email = z
  .string()
  .max(254)
  .transform((email) => email.trim().toLowerCase())
  .pipe(z.email("must be an e-mail address"))
  .meta({ format: "email" });

/** The name of a member: 1 to 100 characters, trimmed. */
export const PersonName = z
  .string()
  .max(200)
  .transform((name) => name.trim())
  .pipe(z.string().min(1, "is empty").max(100).regex(PRINTABLE, "has control characters"))
  .meta({ minLength: 1, maxLength: 100, pattern: "^[^\\x00-\\x1f\\x7f-\\x9f]+$" });

/** A password to be set: 8 to 256 characters; no rule demands kinds of characters. */
export const NewPassword = z
  .string()
  .min(8, "needs at least 8 characters")
  .max(256)
  .refine((password) => new Set(password).size > 1, "is one character repeated")
  .describe("Not one character repeated.");

/** A password to be compared. */
export const GivenPassword = z.string().min(1).max(256);
/** An access or refresh token that is to be checked. */
export const Token = z.string().min(1).max(4096);
