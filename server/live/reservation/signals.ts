import { changeHold, ChangeHoldInput } from "../../commands/reservations/change-hold.js";
import { holdSeats, HoldSeatsInput } from "../../commands/reservations/hold-seats.js";
import { payReservation, PayReservationInput } from "../../commands/payments/pay-reservation.js";
import { releaseHold, ReleaseHoldInput } from "../../commands/reservations/release-hold.js";
import { on, type SignalWorld } from "../signal.js";
import type { LiveSocket } from "../types.js";

/** Binds the signals of a reservation: `reservation:hold`, `change`, `release`, `pay`. */
export function onReservationSignals(world: SignalWorld, socket: LiveSocket): void {
  on(world, socket, {
    name: "reservation:hold",
    schema: HoldSeatsInput,
    run: (ctx, input) => holdSeats(ctx, input),
  });
  on(world, socket, {
    name: "reservation:change",
    schema: ChangeHoldInput,
    run: (ctx, input) => changeHold(ctx, input),
  });
  on(world, socket, {
    name: "reservation:release",
    schema: ReleaseHoldInput,
    run: (ctx, input) => releaseHold(ctx, input),
  });
  on(world, socket, {
    name: "reservation:pay",
    schema: PayReservationInput,
    run: async (ctx, input) => (await payReservation(ctx, input)).body,
  });
}
