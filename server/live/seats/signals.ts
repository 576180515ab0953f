import { syncSeats, SyncSeatsInput } from "../../commands/seats/sync-seats.js";
import { watchSeats, WatchSeatsInput } from "../../commands/seats/watch-seats.js";
import { ShowtimeInput } from "../../commands/input/inputs.js";
import { AppError } from "../../errors.js";
import { seatsRoom } from "../rooms.js";
import { on, type SignalWorld } from "../signal.js";
import type { LiveSocket } from "../types.js";

/** Binds the seat map's signals: `seats:watch`, `seats:sync`, `seats:unwatch`. */
export function onSeatsSignals(world: SignalWorld, socket: LiveSocket): void {
  on(world, socket, {
    name: "seats:watch",
    schema: WatchSeatsInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      // The socket joins the room before the snapshot is read: it may ignore a delta, not miss one.
      const wasIn = socket.rooms.has(seatsRoom(id));
      await socket.join(seatsRoom(id));
      try {
        return await watchSeats(ctx, input);
      } catch (error) {
        if (!wasIn) await socket.leave(seatsRoom(id));
        throw error;
      }
    },
  });
  on(world, socket, {
    name: "seats:sync",
    schema: SyncSeatsInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      if (!socket.rooms.has(seatsRoom(id))) throw new AppError("QUEUE_NOT_READY");
      return syncSeats(ctx, input);
    },
  });
  on(world, socket, {
    name: "seats:unwatch",
    schema: ShowtimeInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      await socket.leave(seatsRoom(id));
      return {};
    },
  });
}
