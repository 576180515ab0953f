// The process of the crowd: it opens its connections when it gets its orders, buys when the bench
// has read the clocks of the servers, and leaves when the bench has read them again.
import type { CrowdCommand, CrowdNews, CrowdOrders } from "./crowd-orders.js";
import type { Door } from "./door.js";
import { Fans } from "./fans.js";
import { openDoors } from "./open-doors.js";

let prepared: { readonly orders: CrowdOrders; readonly doors: readonly Door[] } | undefined;

const tell = (news: CrowdNews): void => void process.send?.(news);

async function prepare(orders: CrowdOrders): Promise<CrowdNews> {
  prepared = { orders, doors: await openDoors(orders) };
  return { kind: "ready" };
}

async function go(): Promise<CrowdNews> {
  if (prepared === undefined) throw new Error("the crowd has no orders");
  const { orders, doors } = prepared;
  return { kind: "done", result: await new Fans(orders).buy(doors) };
}

function leave(): CrowdNews {
  for (const door of new Set(prepared?.doors)) door.close();
  prepared = undefined;
  return { kind: "ready" };
}

async function obey(command: CrowdCommand): Promise<CrowdNews> {
  if (command.kind === "prepare") return prepare(command.orders);
  return command.kind === "go" ? go() : leave();
}

process.on("message", (command: CrowdCommand) => {
  obey(command).then(tell, (error: unknown) => tell({ kind: "failed", message: String(error) }));
});
process.on("disconnect", () => process.exit(0));
