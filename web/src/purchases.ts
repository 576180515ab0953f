// What the member has of one showtime: a hold, or paid reservations. A member who has paid must
// choose to book more before the page joins the line again. The choice survives a reload.

import type { OnsaleClient, PaymentBody, ReservationBody } from "../../client-sdk/index.js";
import type { Purchase } from "./cards.js";

const RESERVATIONS_LOOKED_AT = 50;
const PAID: ReadonlySet<ReservationBody["status"]> = new Set([
  "confirmed",
  "cancellation_requested",
]);

/** What a member has of one showtime. */
export interface Owned {
  readonly held: ReservationBody | undefined;
  readonly paid: readonly ReservationBody[];
}

/**
 * The reservations of the member for a showtime, from the newest 50.
 * @throws OnsaleError `UNAUTHENTICATED`, or one with `isAnswered` false
 */
export async function owned(client: OnsaleClient, showtimeId: string): Promise<Owned> {
  const { data } = await client.catalogue.reservations({ limit: RESERVATIONS_LOOKED_AT });
  const ours = data.filter((each) => each.showtimeId === showtimeId);
  return {
    held: ours.find(({ status }) => status === "held"),
    paid: ours.filter(({ status }) => PAID.has(status)),
  };
}

/** Adds the tickets. A reservation whose tickets cannot be read now is shown without them. */
export const withTickets = (
  client: OnsaleClient,
  paid: readonly ReservationBody[],
): Promise<Purchase[]> =>
  Promise.all(
    paid.map(async (reservation) => {
      const path = `/reservations/${reservation.id}/payment`;
      const payment = await client.rest.ask<PaymentBody>(path).catch(() => undefined);
      return { reservation, tickets: payment?.tickets ?? [] };
    }),
  );

const moreKey = (showtimeId: string): string => `onsale:more:${showtimeId}`;

/** Whether the member chose to book more of this showtime. */
export const wantsMore = ({ memberId }: OnsaleClient, showtimeId: string): boolean =>
  memberId !== undefined && localStorage.getItem(moreKey(showtimeId)) === memberId;

/** Stores or deletes that choice. */
export function keepWantsMore({ memberId }: OnsaleClient, showtimeId: string, is: boolean): void {
  if (is && memberId !== undefined) localStorage.setItem(moreKey(showtimeId), memberId);
  else localStorage.removeItem(moreKey(showtimeId));
}
