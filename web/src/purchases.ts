// What this member has of one showtime: a hold that goes on, or what is paid. Whoever has paid is
// asked before a new place is taken, and asked once: a reload in the line goes on in the line.

import type { OnsaleClient, PaymentBody, ReservationBody } from "../../client-sdk/index.js";
import type { Purchase } from "./cards.js";

const RESERVATIONS_LOOKED_AT = 50;
const PAID: ReadonlySet<ReservationBody["status"]> = new Set([
  "confirmed",
  "cancellation_requested",
]);

export interface Owned {
  readonly held: ReservationBody | undefined;
  readonly paid: readonly ReservationBody[];
}

export async function owned(client: OnsaleClient, showtimeId: string): Promise<Owned> {
  const { data } = await client.catalogue.reservations({ limit: RESERVATIONS_LOOKED_AT });
  const ours = data.filter((each) => each.showtimeId === showtimeId);
  return {
    held: ours.find(({ status }) => status === "held"),
    paid: ours.filter(({ status }) => PAID.has(status)),
  };
}

/** Tickets that cannot be read just now are no reason to hide what is paid. */
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

export const wantsMore = ({ memberId }: OnsaleClient, showtimeId: string): boolean =>
  memberId !== undefined && localStorage.getItem(moreKey(showtimeId)) === memberId;

export function keepWantsMore({ memberId }: OnsaleClient, showtimeId: string, is: boolean): void {
  if (is && memberId !== undefined) localStorage.setItem(moreKey(showtimeId), memberId);
  else localStorage.removeItem(moreKey(showtimeId));
}
