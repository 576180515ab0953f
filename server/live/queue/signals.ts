import { joinQueue } from "../../commands/queue/join-queue.js";
import { PlaceInput, ShowtimeInput } from "../../commands/input/inputs.js";
import { leaveQueue } from "../../commands/queue/leave-queue.js";
import { readPlace } from "../../commands/queue/read-place.js";
import { queueRoom } from "../rooms.js";
import { on, type SignalWorld } from "../signal.js";
import type { LiveSocket } from "../types.js";
import type { PlacesAtDoor } from "./places-at-door.js";

/**
 * Binds the waiting room's signals: `queue:join`, `queue:resume`, `queue:status`, `queue:leave`.
 */
export function onQueueSignals(world: SignalWorld, socket: LiveSocket, places: PlacesAtDoor): void {
  on(world, socket, {
    name: "queue:join",
    schema: ShowtimeInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      // The socket joins the room first, so that it misses no tick after the answer.
      await socket.join(queueRoom(id));
      const { body } = await joinQueue(ctx, input);
      places.arrived(socket, id, body);
      return body;
    },
    after: (body, input) => places.answered(socket, input.showtimeId, body),
  });
  on(world, socket, {
    name: "queue:resume",
    schema: PlaceInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      await socket.join(queueRoom(id));
      const body = await readPlace(ctx, input);
      places.arrived(socket, id, body);
      return body;
    },
    after: (body, input) => places.answered(socket, input.showtimeId, body),
  });
  on(world, socket, {
    name: "queue:status",
    schema: PlaceInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      const body = await readPlace(ctx, input);
      places.asked(socket, id, body);
      return body;
    },
  });
  on(world, socket, {
    name: "queue:leave",
    schema: PlaceInput,
    run: async (ctx, input) => {
      const { id } = await ctx.showtimes.get(input.showtimeId);
      const body = await leaveQueue(ctx, input);
      places.gone(socket, id);
      await socket.leave(queueRoom(id));
      return body;
    },
  });
}
