import { BareDoor } from "./bare-door.js";
import type { CrowdOrders } from "./crowd-orders.js";
import type { Door } from "./door.js";
import { RestDoor } from "./rest-door.js";
import { SignalDoor } from "./signal-door.js";

/**
 * Opens a door for every caller. A REST caller has a connection; over signals every fan has one,
 * and all callers use them.
 * @throws Error when the server refuses one
 */
export async function openDoors(orders: CrowdOrders): Promise<Door[]> {
  const { url, showtimeId, callers, fans, door } = orders;
  const shared = (one: Door) => Array<Door>(callers).fill(one);
  const each = (open: () => Promise<Door>) => Promise.all(Array.from({ length: callers }, open));
  switch (door) {
    case "rest":
      return each(() => RestDoor.open(url, showtimeId));
    case "signals":
      return shared(await SignalDoor.open(url, showtimeId, fans));
    case "bare http":
      return each(() => BareDoor.http(url));
    case "bare signals":
      return shared(await BareDoor.signals(url, fans));
  }
}
