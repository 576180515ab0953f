// `npm run bench [-- NAME… OPTION…]` prints ratios to a baseline that is measured in the same
// rounds, because absolute speeds depend on the machine. It starts private stores on free ports and
// stops them again.
import { BOOKING_CASES, benchBooking } from "./booking/booking.js";
import { benchBookings } from "./bookings.js";
import { benchDoors } from "./doors/doors.js";
import { benchDurability } from "./durability/durability.js";
import { benchGrowth } from "./growth.js";
import { BenchShard } from "./bench-shard.js";
import { benchMemory } from "./memory.js";
import { parseBenchArguments } from "./options.js";
import { runBenches } from "./run-benches.js";
import { benchSeatMap } from "./seat-map.js";
import { benchWaitingRoom } from "./waiting-room.js";

const complain = (line: string): void => console.error(line);
const parsed = parseBenchArguments(process.argv.slice(2), BOOKING_CASES);

if ("complaint" in parsed) {
  complain(parsed.complaint);
  process.exitCode = 2;
} else {
  process.exitCode = await runBenches(parsed.names, {
    parts: {
      bookings: benchBookings,
      "waiting-room": benchWaitingRoom,
      "seat-map": benchSeatMap,
      doors: () => benchDoors(parsed.options),
      growth: benchGrowth,
      memory: benchMemory,
      booking: () => benchBooking(parsed.options),
      durability: (bench) => benchDurability(bench, parsed.options),
    },
    open: () => BenchShard.open(),
    close: (bench) => bench.close(),
    titleOf: ({ store }) =>
      `${store.title}, CPU of Redis by its own count, median of rounds [spread]`,
    print: (line) => console.log(line),
    complain,
  });
}
