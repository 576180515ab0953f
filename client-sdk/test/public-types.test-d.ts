// A program that uses the public types. It is compiled and never run.

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

/** Compiles only if the value has exactly this type. */
const exactly =
  <Expected>() =>
  <Actual>(value: Same<Expected, Actual> extends true ? Actual : never): unknown =>
    value;

/** The example of README.md. */
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

/** Callers branch on the code, and only codes of the table compile. */
export function codeOf(error: unknown): ErrorCode | undefined {
  if (hasCode(error, "SEAT_TAKEN", "OUT_OF_STOCK")) return error.code;
  return undefined;
}

/** Options and events of a client. */
export function options(url: string): void {
  const tokens = { accessToken: "a", refreshToken: "r" };
  const onsale = createClient({ url: [url, url], tokens, onTokens: () => undefined });
  onsale.on("paid", (payment) => exactly<AnsweredPayment>()<typeof payment>(payment));
}

/** The choices of a hold: seats, places of an area, or the best seats. */
export async function choices(session: BookingSession): Promise<void> {
  await session.hold({ seatIds: ["A-1"] });
  await session.hold({ areaId: "pit", quantity: 2 });
  await session.hold({ best: { count: 2, priceClass: "vip", accessible: true } });
}
