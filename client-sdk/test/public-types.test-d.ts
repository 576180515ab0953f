// The public types, as a program that uses them: it is compiled, never run.

import {
  createClient,
  hasCode,
  type AnsweredPayment,
  type BookingSession,
  type ErrorCode,
  type Hold,
  type MapSeat,
  type PaymentBody,
  type SeatStatus,
} from "../index.js";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Does not compile unless the value is of this very type. */
const exactly =
  <Expected>() =>
  <Actual>(value: Same<Expected, Actual> extends true ? Actual : never): unknown =>
    value;

/** The example of the contract. */
export async function example(url: string, token: string, showtimeId: number): Promise<void> {
  const onsale = createClient({ url, token });
  const room = await onsale.waitingRoom(showtimeId).join();
  room.on("position", ({ position, etaSeconds }) => {
    exactly<number | null>()<typeof position>(position);
    exactly<number | null>()<typeof etaSeconds>(etaSeconds);
  });
  const session = await room.admitted();
  const map = await session.seatMap();
  map.on("change", (changes) => {
    for (const { seat, status } of changes) {
      exactly<MapSeat>()<typeof seat>(seat);
      exactly<SeatStatus>()<typeof status>(status);
    }
  });
  const hold = await session.hold({ best: { count: 2 } });
  const paid = await hold.pay();
  exactly<Hold>()<typeof hold>(hold);
  exactly<PaymentBody>()<typeof paid>(paid);
}

/** A refusal is told apart by its code, and only by codes of the table. */
export function codeOf(error: unknown): ErrorCode | undefined {
  if (hasCode(error, "SEAT_TAKEN", "OUT_OF_STOCK")) return error.code;
  return undefined;
}

/** What can be given, and what is told. */
export function options(url: string): void {
  const tokens = { accessToken: "a", refreshToken: "r" };
  const onsale = createClient({ url: [url, url], tokens, onTokens: () => undefined });
  onsale.on("paid", (payment) => exactly<AnsweredPayment>()<typeof payment>(payment));
}

/** Seats, places of an area, or the best. */
export async function choices(session: BookingSession): Promise<void> {
  await session.hold({ seatIds: ["A-1"] });
  await session.hold({ areaId: "pit", quantity: 2 });
  await session.hold({ best: { count: 2, priceClass: "vip", accessible: true } });
}
