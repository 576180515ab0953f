// Fields of accounts. An e-mail is kept in lower case: one mailbox, one account.
import { z } from "zod";

const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

export const Email = z
  .string()
  .max(254)
  .transform((email) => email.trim().toLowerCase())
  .pipe(z.email("must be an e-mail address"));

export const PersonName = z
  .string()
  .max(200)
  .transform((name) => name.trim())
  .pipe(z.string().min(1, "is empty").max(100).regex(PRINTABLE, "has control characters"));

/** Long ones are welcome, composition is the member's own business. */
export const NewPassword = z
  .string()
  .min(8, "needs at least 8 characters")
  .max(256)
  .refine((password) => new Set(password).size > 1, "is one character repeated");

export const GivenPassword = z.string().min(1).max(256);
export const Token = z.string().min(1).max(4096);
