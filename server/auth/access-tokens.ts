// Access tokens are JWTs, HS256 and nothing else: the header is compared, not obeyed, so `none`,
// `kid` and `jku` have no say. Two keys verify during a rotation; the first one signs.
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import type { Actor, Role } from "./actor.js";
import { AppError } from "../errors.js";
import type { Secret } from "../config/secret.js";
import type { PlaceToken, Tokens } from "./tokens.js";

export interface TokenOptions {
  readonly secret: Secret;
  readonly previousSecret?: Secret | undefined;
  readonly accessTokenSeconds: number;
  readonly now: () => number;
  /** Verified tokens kept, so that a poll does not cost a signature. */
  readonly cacheMax?: number;
}

type Verified = Actor & { readonly expiresAt: number };

const HEADER = encode({ alg: "HS256", typ: "at+jwt" });
const AUDIENCE = "onsale";
const ROLES: readonly string[] = ["member", "organiser", "admin"];
const TOKEN_LENGTH_MAX = 2048;
const CACHE_MAX = 50_000;
const CLOCK_SKEW_SECONDS = 60;

/** Signs and verifies with the keys of one configuration. */
export function createTokens(options: TokenOptions): Tokens {
  const keys = [options.secret, options.previousSecret]
    .filter((secret) => secret !== undefined)
    .map((secret) => createSecretKey(Buffer.from(secret.reveal())));
  const [signing] = keys;
  if (signing === undefined) throw new Error("a secret is needed to sign with");
  const cache = new Map<string, Verified>();
  const cacheMax = options.cacheMax ?? CACHE_MAX;

  function verifyAccess(token: string): Verified {
    const known = cache.get(token);
    const verified = known ?? readAccess(token, keys, options.now());
    if (verified.expiresAt <= options.now()) {
      cache.delete(token);
      throw new AppError("TOKEN_EXPIRED");
    }
    if (known === undefined) remember(cache, { token, verified, max: cacheMax });
    return verified;
  }

  return {
    signAccess: (actor) => signAccess(actor, signing, options),
    verifyAccess,
    signPlace: (place) => signPlace(place, signing),
    verifyPlace: (token) => readPlace(token, keys),
  };
}

interface Remembered {
  readonly token: string;
  readonly verified: Verified;
  readonly max: number;
}

/** The oldest goes first: a Map keeps the order of insertion. */
function remember(cache: Map<string, Verified>, { token, verified, max }: Remembered): void {
  if (cache.size >= max) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  cache.set(token, verified);
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

const seal = (key: KeyObject, text: string): string =>
  createHmac("sha256", key).update(text).digest("base64url");

function signAccess(actor: Actor, key: KeyObject, options: TokenOptions) {
  const iat = Math.floor(options.now() / 1000);
  const claims = {
    aud: AUDIENCE,
    sub: actor.memberId,
    no: actor.memberNo,
    role: actor.role,
    sid: actor.sessionId,
    iat,
    exp: iat + options.accessTokenSeconds,
  };
  const body = `${HEADER}.${encode(claims)}`;
  return {
    token: `${body}.${seal(key, body)}`,
    expiresInSeconds: options.accessTokenSeconds,
  };
}

const sameText = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

function readAccess(token: string, keys: readonly KeyObject[], now: number): Verified {
  const [header, claims, signature, ...rest] =
    token.length <= TOKEN_LENGTH_MAX ? token.split(".") : [];
  if (header !== HEADER || claims === undefined || signature === undefined || rest.length > 0) {
    throw new AppError("UNAUTHENTICATED");
  }
  // The signature is compared as text: base64url has several spellings for one value.
  if (!keys.some((key) => sameText(seal(key, `${header}.${claims}`), signature))) {
    throw new AppError("UNAUTHENTICATED");
  }
  const verified = asVerified(parse(claims), now / 1000);
  if (verified === undefined) throw new AppError("UNAUTHENTICATED");
  return verified;
}

function parse(claims: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0;
const isRole = (value: unknown): value is Role => isText(value) && ROLES.includes(value);

function asVerified(claims: Record<string, unknown>, nowSeconds: number): Verified | undefined {
  const { aud, sub, no, role, sid, iat, exp, nbf = iat } = claims;
  if (aud !== AUDIENCE || !isText(sub) || !isText(sid) || !isRole(role)) return undefined;
  if (!isTime(no) || !isTime(iat) || !isTime(exp) || !isTime(nbf)) return undefined;
  if (Math.max(iat, nbf) > nowSeconds + CLOCK_SKEW_SECONDS) return undefined;
  return { memberId: sub, memberNo: no, role, sessionId: sid, expiresAt: exp * 1000 };
}

// A queue token: version, then four numbers of 6 bytes, then half of an HMAC: 55 characters.
const PLACE_VERSION = 1;
const NUMBER_BYTES = 6;
const PLACE_BYTES = 1 + 4 * NUMBER_BYTES;
const SEAL_BYTES = 16;

const placeSeal = (key: KeyObject, place: Buffer): Buffer =>
  createHmac("sha256", key).update("place:").update(place).digest().subarray(0, SEAL_BYTES);

function signPlace(place: PlaceToken, key: KeyObject): string {
  const bytes = Buffer.alloc(PLACE_BYTES);
  bytes.writeUInt8(PLACE_VERSION);
  const numbers = [place.memberNo, place.showtime, place.place, place.generation];
  numbers.forEach((value, index) => {
    bytes.writeUIntBE(value, 1 + index * NUMBER_BYTES, NUMBER_BYTES);
  });
  return Buffer.concat([bytes, placeSeal(key, bytes)]).toString("base64url");
}

const PLACE_TOKEN = /^[A-Za-z0-9_-]{55}$/;

function readPlace(token: string, keys: readonly KeyObject[]): PlaceToken {
  const bytes = PLACE_TOKEN.test(token) ? Buffer.from(token, "base64url") : Buffer.alloc(0);
  const place = bytes.subarray(0, PLACE_BYTES);
  const given = bytes.subarray(PLACE_BYTES);
  const isOurs =
    given.length === SEAL_BYTES &&
    bytes.toString("base64url") === token &&
    keys.some((key) => timingSafeEqual(placeSeal(key, place), given));
  if (!isOurs || place.readUInt8() !== PLACE_VERSION) throw new AppError("INVALID_QUEUE_TOKEN");
  const number = (index: number) => place.readUIntBE(1 + index * NUMBER_BYTES, NUMBER_BYTES);
  return { memberNo: number(0), showtime: number(1), place: number(2), generation: number(3) };
}
