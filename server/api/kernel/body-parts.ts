// What the bodies of the API are made of, and how a body gets its name and its examples. Answers
// may gain fields, so their objects are open; every text, list and number has its bounds.
import { z } from "zod";

/** Ids are opaque: visible characters, and what they are made of may change. */
const OPAQUE = /^[\x21-\x7e]*$/;
const ID_LENGTH_MAX = 64;
const TOKEN_LENGTH_MAX = 4096;
const INSTANT_LENGTH_MAX = 30;
/** Sums of money stay below what Lua prints exactly. */
const AMOUNT_MAX = 10_000_000_000_000;
/** A page has at most 100 rows of MySQL; on the first come those that are not there yet. */
const ROWS_MAX = 1000;

const described = (text: string | undefined) => (text === undefined ? {} : { description: text });

/** An opaque id. */
export const id = (description: string) =>
  z.string().max(ID_LENGTH_MAX).regex(OPAQUE).meta({ description });

/** An access, refresh or queue token. */
export const token = (description: string) =>
  z.string().max(TOKEN_LENGTH_MAX).regex(OPAQUE).meta({ description });

/** ISO 8601 in UTC. */
export const instant = (description: string) =>
  z.iso.datetime().max(INSTANT_LENGTH_MAX).meta({ description });

/** In the smallest unit of the currency, from 0. */
export const amount = (description: string) => z.int().min(0).max(AMOUNT_MAX).meta({ description });

/** In the smallest unit of the currency; below 0 for what was taken. */
export const signedAmount = (description: string) =>
  z.int().min(-AMOUNT_MAX).max(AMOUNT_MAX).meta({ description });

/** A whole number from 0. */
export const count = (description: string, max = Number.MAX_SAFE_INTEGER) =>
  z.int().min(0).max(max).meta({ description });

/** What people wrote. */
export const text = (lengthMax: number, description?: string) =>
  z.string().max(lengthMax).meta(described(description));

export const currency = z
  .string()
  .max(3)
  .regex(/^[A-Z]{3}$/)
  .describe("ISO 4217.");

export interface About<S extends z.ZodType> {
  /** Its name in the OpenAPI document: client generators name their types by it. */
  readonly id: string;
  readonly description: string;
  /** By what each shows; the compiler and a test check them against the schema. */
  readonly samples?: Readonly<Record<string, z.input<S>>>;
}

/** The same schema with a name, a description and examples for the OpenAPI document. */
export const named = <S extends z.ZodType>(schema: S, about: About<S>): S =>
  schema.meta({ ...about });

const nextCursor = z
  .string()
  .max(200)
  .regex(OPAQUE)
  .nullable()
  .describe("`cursor` of the next page; null on the last one.");

/** The shape of a page of a list. */
export const pageOf = <S extends z.ZodType>(row: S) => ({
  data: z.array(row).max(ROWS_MAX),
  nextCursor,
});
