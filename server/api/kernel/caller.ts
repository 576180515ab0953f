// Who asks: the address, through the proxies that are trusted and no others, and the member.
import { isIP, type BlockList } from "node:net";
import type { IncomingMessage } from "node:http";
import type { Actor, Role } from "../../auth/actor.js";
import { authenticate } from "../../auth/authenticate.js";
import type { Services } from "../../context.js";
import { AppError } from "../../errors.js";
import type { Access } from "./route.js";

const HOPS_MAX = 20;

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

const isTrusted = (proxies: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && proxies.check(address, family === 6 ? "ipv6" : "ipv4");
};

/** The nearest address that is no proxy of ours: what stands before it anybody could have sent. */
export function callerAddress(request: IncomingMessage, proxies: BlockList): string {
  const header = request.headers["x-forwarded-for"];
  const named = (Array.isArray(header) ? header.join(",") : (header ?? ""))
    .split(",")
    .map((address) => plain(address.trim()))
    .slice(-HOPS_MAX);
  let address = plain(request.socket.remoteAddress ?? "");
  while (isTrusted(proxies, address)) {
    const before = named.pop();
    if (before === undefined || isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/** One subscriber has a whole /64: its addresses count as one. */
export function rateKey(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

const BEARER = /^Bearer +([\w.~+/=-]+) *$/i;

/**
 * The member of an Authorization header; undefined without one.
 * @throws AppError `UNAUTHENTICATED` `TOKEN_EXPIRED` `SERVER_BUSY`
 */
export function actorOf(services: Services, authorization: string): Actor | undefined {
  if (authorization === "") return undefined;
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) throw new AppError("UNAUTHENTICATED");
  return authenticate(services, token).actor;
}

/** Refuses a caller that a route is not for. @throws AppError `UNAUTHENTICATED` `FORBIDDEN` */
export function assertAccess(access: Access, actor: Actor | undefined): void {
  if (access === "anyone") return;
  if (actor === undefined) throw new AppError("UNAUTHENTICATED");
  if (access === "signed-in") return;
  const roles: readonly Role[] = access;
  if (!roles.includes(actor.role)) throw new AppError("FORBIDDEN");
}
