// The process of the crowd: it opens its connections when it gets its orders, and buys when the
// bench has read the clocks of the servers.
import type { CrowdCommand, CrowdNews, CrowdOrders } from "../crowd/crowd-orders.js";
import type { Door } from "./door.js";
import { Fans } from "./fans.js";
import { SignalDoor } from "./signal-door.js";
import { RestDoor } from "./rest-door.js";

let prepared: { readonly orders: CrowdOrders; readonly doors: readonly Door[] } | undefined;

const tell = (news: CrowdNews): void => void process.send?.(news);

/** A REST caller has a connection; over signals every fan has one, and all callers use them. */
async function openDoors(orders: CrowdOrders): Promise<Door[]> {
  const { url, showtimeId, callers, fans } = orders;
  if (orders.door === "signals") {
    const shared = await SignalDoor.open(url, showtimeId, fans);
    return Array<Door>(callers).fill(shared);
  }
  return Promise.all(Array.from({ length: callers }, () => RestDoor.open(url, showtimeId)));
}

async function go(): Promise<void> {
  if (prepared === undefined) throw new Error("the crowd has no orders");
  const { orders, doors } = prepared;
  try {
    tell({ kind: "done", result: await new Fans(orders).buy(doors) });
  } finally {
    for (const door of new Set(doors)) door.close();
    prepared = undefined;
  }
}

process.on("message", (command: CrowdCommand) => {
  const act = command.kind === "go" ? go() : prepare(command.orders);
  act.catch((error: unknown) => tell({ kind: "failed", message: String(error) }));
});

async function prepare(orders: CrowdOrders): Promise<void> {
  prepared = { orders, doors: await openDoors(orders) };
  tell({ kind: "ready" });
}

process.on("disconnect", () => process.exit(0));
