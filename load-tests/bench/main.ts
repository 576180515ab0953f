// `npm run bench [-- NAME…]` prints ratios to a baseline that is measured in the same rounds,
// because absolute speeds depend on the machine. It starts a private Redis on a free port and stops
// it again.
import { benchBookings } from "./bookings.js";
import { benchDoors } from "./doors.js";
import { benchGrowth } from "./growth.js";
import { BenchShard } from "./bench-shard.js";
import { benchMemory } from "./memory.js";
import { runBenches } from "./run-benches.js";
import { benchSeatMap } from "./seat-map.js";
import { benchWaitingRoom } from "./waiting-room.js";

process.exitCode = await runBenches(process.argv.slice(2), {
  parts: {
    bookings: benchBookings,
    "waiting-room": benchWaitingRoom,
    "seat-map": benchSeatMap,
    doors: benchDoors,
    growth: benchGrowth,
    memory: benchMemory,
  },
  open: () => BenchShard.open(),
  close: (bench) => bench.close(),
  titleOf: ({ store }) =>
    `${store.title}, CPU of Redis by its own count, median of rounds [spread]`,
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
});
