// Access tokens are JWTs, HS256 and nothing else. A token has exactly one spelling: its header is
// compared with ours and never obeyed, so `none`, `kid` and `jku` change nothing.
import type { KeyObject } from "node:crypto";
import { errors, jwtVerify, SignJWT, type JWTPayload } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { AppError } from "../errors.js";
import type { Actor } from "./actor.js";
import type { SigningKeys } from "./signing-keys.js";
import type { Millis } from "../journal/brands.js";

/** The caller of an access token, and the instant at which the token ends. */
export interface VerifiedAccess {
  readonly actor: Actor;
  readonly expiresAt: Millis;
}

/** Signs and verifies access tokens. */
export interface AccessTokens {
  /** A token that is good from now on, for the configured number of seconds. */
  sign(actor: Actor): Promise<{ readonly token: string; readonly expiresInSeconds: number }>;
  /**
   * Checks signature, claims and end; it does not check whether the session was logged out.
   * @throws AppError `UNAUTHENTICATED` or `TOKEN_EXPIRED`
   */
  verify(token: string): Promise<VerifiedAccess>;
}

/** Keys, lifetime and clock of the access tokens. */
export interface AccessTokenOptions {
  readonly keys: SigningKeys;
  readonly accessTokenSeconds: number;
  /** Wall clock, in ms since 1970. */
  readonly now: () => number;
  /** How many verified tokens are cached, so that a poll verifies no signature; default 50,000. */
  readonly cacheMax?: number;
}

const HEADER = { alg: "HS256", typ: "at+jwt" };
const AUDIENCE = "onsale";
const TOKEN_LENGTH_MAX = 2048;
const CACHE_MAX = 50_000;
const CLOCK_SKEW_SECONDS = 60;

/** The last letter of a signature carries four bits; in its only spelling the two others are 0. */
const SIGNATURE = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]";
const TOKEN = new RegExp(`^${encode(HEADER)}\\.[A-Za-z0-9_-]+\\.${SIGNATURE}$`);

const Text = z.string().min(1);
const Positive = z.int().min(1);
const Claims = z.object({
  aud: z.literal(AUDIENCE),
  sub: Text,
  no: Positive,
  role: z.enum(["member", "organiser", "admin"]),
  sid: Text,
  iat: Positive,
  nbf: Positive.optional(),
  exp: Positive,
});

/** Access tokens with the keys and the clock of one configuration. */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { keys, now } = options;
  const known = new LRUCache<string, VerifiedAccess>({ max: options.cacheMax ?? CACHE_MAX });
  return {
    sign: (actor) => sign(actor, options),
    async verify(token) {
      const kept = known.get(token);
      const verified = kept ?? (await readToken(token, keys.verifying, now()));
      if (verified.expiresAt <= now()) {
        known.delete(token);
        throw new AppError("TOKEN_EXPIRED");
      }
      if (kept === undefined) known.set(token, verified);
      return verified;
    },
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

async function sign(actor: Actor, { keys, now, accessTokenSeconds }: AccessTokenOptions) {
  const issuedAt = Math.floor(now() / 1000);
  const token = await new SignJWT({ no: actor.memberNo, role: actor.role, sid: actor.sessionId })
    .setProtectedHeader(HEADER)
    .setAudience(AUDIENCE)
    .setSubject(actor.memberId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(keys.signing);
  return { token, expiresInSeconds: accessTokenSeconds };
}

async function readToken(
  token: string,
  keys: readonly KeyObject[],
  nowMs: Millis,
): Promise<VerifiedAccess> {
  if (token.length > TOKEN_LENGTH_MAX || !TOKEN.test(token)) throw new AppError("UNAUTHENTICATED");
  const claims = Claims.safeParse(await signedClaims(token, keys, nowMs));
  if (!claims.success || claims.data.iat > nowMs / 1000 + CLOCK_SKEW_SECONDS) {
    throw new AppError("UNAUTHENTICATED");
  }
  const { sub, no, role, sid, exp } = claims.data;
  const actor: Actor = { memberId: sub, memberNo: no, role, sessionId: sid };
  return { actor, expiresAt: exp * 1000 };
}

/** The claims that one of the keys has signed; clocks of nodes may differ by some seconds. */
async function signedClaims(
  token: string,
  keys: readonly KeyObject[],
  nowMs: Millis,
): Promise<JWTPayload | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [HEADER.alg],
        typ: HEADER.typ,
        audience: AUDIENCE,
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(nowMs),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new AppError("TOKEN_EXPIRED");
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}
