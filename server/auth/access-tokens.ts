// Access tokens are JWTs, HS256 and nothing else. A token has exactly one spelling: its header is
// compared with ours and never obeyed, so `none`, `kid` and `jku` change nothing.
import type { KeyObject } from "node:crypto";
import { createSigner, createVerifier, TokenError } from "fast-jwt";
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
  sign(actor: Actor): { readonly token: string; readonly expiresInSeconds: number };
  /**
   * Checks signature, claims and end; it does not check whether the session was logged out.
   * @throws AppError `UNAUTHENTICATED` or `TOKEN_EXPIRED`
   */
  verify(token: string): VerifiedAccess;
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

const HEADER = { alg: "HS256", typ: "at+jwt" } as const;
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
  const verifiers = keys.verifying.map(verifierOf);
  const sign = createSigner({ key: keys.signing.export(), ...SIGNING });
  return {
    sign: (actor) => signed(actor, sign, options),
    verify(token) {
      const kept = known.get(token);
      const verified = kept ?? readToken(token, verifiers, now());
      if (verified.expiresAt <= now()) {
        known.delete(token);
        throw new AppError("TOKEN_EXPIRED");
      }
      if (kept === undefined) known.set(token, verified);
      return verified;
    },
  };
}

const SIGNING = { algorithm: HEADER.alg, header: HEADER } as const;

type Verifier = (token: string) => unknown;

/** Times are not checked here, because the library has no clock that tests can move. */
const verifierOf = (key: KeyObject): Verifier =>
  createVerifier<string>({
    ...{ key: key.export(), algorithms: [HEADER.alg], allowedAud: AUDIENCE, checkTyp: HEADER.typ },
    ...{ ignoreExpiration: true, ignoreNotBefore: true, cache: false },
  });

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function signed(
  actor: Actor,
  sign: (claims: object) => string,
  { now, accessTokenSeconds }: AccessTokenOptions,
) {
  const iat = Math.floor(now() / 1000);
  const { memberId: sub, memberNo: no, role, sessionId: sid } = actor;
  const token = sign({ no, role, sid, aud: AUDIENCE, sub, iat, exp: iat + accessTokenSeconds });
  return { token, expiresInSeconds: accessTokenSeconds };
}

function readToken(token: string, verifiers: readonly Verifier[], nowMs: Millis): VerifiedAccess {
  if (token.length > TOKEN_LENGTH_MAX || !TOKEN.test(token)) throw new AppError("UNAUTHENTICATED");
  const claims = Claims.safeParse(signedClaims(token, verifiers));
  if (!claims.success) throw new AppError("UNAUTHENTICATED");
  const { sub, no, role, sid, exp, iat, nbf = iat } = claims.data;
  // Clocks of nodes may differ by some seconds.
  const latest = nowMs / 1000 + CLOCK_SKEW_SECONDS;
  if (iat > latest || nbf > latest) throw new AppError("UNAUTHENTICATED");
  const actor: Actor = { memberId: sub, memberNo: no, role, sessionId: sid };
  return { actor, expiresAt: exp * 1000 };
}

/** The claims that one of the keys has signed. */
function signedClaims(token: string, verifiers: readonly Verifier[]): unknown {
  for (const verify of verifiers) {
    try {
      return verify(token);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
    }
  }
  return undefined;
}
