// A route is a record: who may, what it takes, what it answers. The router, the guards and the
// OpenAPI document are all made from the same records, so none of them can be forgotten.
import type { z } from "zod";
import type { ErrorCode } from "../../../client-sdk/protocol/errors.js";
import type { AccountContext, SignedInAccount } from "../../context.js";
import type { Role } from "../../auth/actor.js";
import type { DurableAnswer } from "../../journal/outcomes.js";

export type Method = "get" | "post" | "put" | "patch" | "delete";
/** `anyone` may be signed in; a list of roles refuses all others. */
export type Access = "anyone" | "signed-in" | readonly Role[];
/** Of POST: `required` where money moves, `none` for accounts. */
export type Idempotency = "required" | "honoured" | "none";
export type Tag =
  | "Accounts"
  | "Members"
  | "Wallets"
  | "Performances"
  | "Showtimes"
  | "Waiting room"
  | "Seats"
  | "Reservations"
  | "Payments"
  | "Administration";
/** Status of success → what the body is; null for none. */
export type Answers = Readonly<Partial<Record<200 | 201 | 202 | 204, z.ZodType | null>>>;

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that is JSON already. */
  readonly json?: string;
  /** Known without the body. */
  readonly etag?: string;
}

/** What a request gives besides its schemas. */
export interface RequestFacts {
  /** The Idempotency-Key, else an id of this very request. */
  readonly key: string;
  /** The same, of one member and call, in a form that fits into an operation id of the journal. */
  readonly opId: string;
  readonly queueToken: string | undefined;
  /** Value of If-None-Match, for answers that know their ETag before their body. */
  readonly knownEtag: string | undefined;
}

export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface RouteFacts {
  readonly method: Method;
  /** `/performances/{performanceId}`, below the base. */
  readonly path: string;
  readonly access: Access;
  /** operationId: client generators name methods by it, so it never changes. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** More than fits into the summary, where that is needed. */
  readonly description: string | undefined;
  readonly answers: Answers;
  /** Besides those that the door itself refuses with (openapi/refusals.ts). */
  readonly errors: readonly ErrorCode[];
  readonly idempotency: Idempotency;
  /** Its command answers a repeated key out of its own records, so no answer is stored. */
  readonly answersRepeats: boolean;
  /** Counts against AUTH_PER_MINUTE of the caller's address. */
  readonly isRateLimited: boolean;
  /** The same for everybody who is not signed in, until something in the catalogue changes. */
  readonly isCached: boolean;
  /** Ends what is cached. */
  readonly changesCatalogue: boolean;
  readonly needsQueueToken: boolean;
  /** Its answer says in Retry-After when to ask again; who asks sooner is RATE_LIMITED. */
  readonly isPolled: boolean;
}

export interface Route extends RouteFacts {
  readonly params: z.ZodType | undefined;
  readonly query: z.ZodType | undefined;
  readonly body: z.ZodType | undefined;
  /** Called with what passed the schemas. */
  readonly run: (ctx: AccountContext, input: RawInput, facts: RequestFacts) => Promise<Answer>;
}

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;

type Schema = z.ZodType | undefined;

interface Input<P extends Schema, Q extends Schema, B extends Schema> {
  readonly params: Out<P>;
  readonly query: Out<Q>;
  readonly body: Out<B>;
}

type Optional =
  | "errors"
  | "idempotency"
  | "answersRepeats"
  | "isRateLimited"
  | "isCached"
  | "changesCatalogue"
  | "needsQueueToken"
  | "isPolled"
  | "description";

type Facts = Omit<RouteFacts, Optional> & Partial<Pick<RouteFacts, Optional>>;

interface Schemas<P extends Schema, Q extends Schema, B extends Schema> {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
}

interface OpenSpec<P extends Schema, Q extends Schema, B extends Schema>
  extends Omit<Facts, "access">, Schemas<P, Q, B> {
  readonly run: (
    ctx: AccountContext,
    input: Input<P, Q, B>,
    facts: RequestFacts,
  ) => Promise<Answer>;
}

interface GuardedSpec<P extends Schema, Q extends Schema, B extends Schema>
  extends Facts, Schemas<P, Q, B> {
  readonly access: Exclude<Access, "anyone">;
  readonly run: (
    ctx: SignedInAccount,
    input: Input<P, Q, B>,
    facts: RequestFacts,
  ) => Promise<Answer>;
}

const complete = (facts: Facts): RouteFacts => ({
  errors: [],
  idempotency: facts.method === "post" ? "honoured" : "none",
  answersRepeats: false,
  isRateLimited: false,
  isCached: false,
  changesCatalogue: false,
  needsQueueToken: false,
  isPolled: false,
  description: undefined,
  ...facts,
});

/** Anybody may; who is signed in is known. */
export function openRoute<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>({ run, params, query, body, ...facts }: OpenSpec<P, Q, B>): Route {
  return {
    ...complete({ ...facts, access: "anyone" }),
    params,
    query,
    body,
    run: (ctx, input, request) => run(ctx, input as Input<P, Q, B>, request),
  };
}

/** Only with a good access token, of the roles named. */
export function guardedRoute<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
>({ run, params, query, body, ...facts }: GuardedSpec<P, Q, B>): Route {
  return {
    ...complete(facts),
    params,
    query,
    body,
    run: (ctx, input, request) => {
      const { actor } = ctx;
      if (actor === undefined) throw new Error("a guarded route ran without its guard");
      return run({ ...ctx, actor }, input as Input<P, Q, B>, request);
    },
  };
}

/** 200 with a body. */
export const ok = (body: unknown): Answer => ({ status: 200, body });
/** 201 for what is durable, 202 for what is settled later. */
export const createdOrPending = ({
  outcome,
  body,
  isRepeated = false,
}: DurableAnswer<unknown>): Answer => ({
  status: outcome === "settled" ? 201 : 202,
  body,
  ...(isRepeated ? { headers: REPLAYED } : {}),
});
/** Of an answer that an earlier call with the same key got already. */
export const REPLAYED = { "Idempotent-Replayed": "true" } as const;

/** 201 with a body. */
export const created = (body: unknown): Answer => ({ status: 201, body });
/** 204 without a body. */
export const noContent = (): Answer => ({ status: 204 });
