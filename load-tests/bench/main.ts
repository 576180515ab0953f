// `npm run bench [-- NAME…]`: ratios against a baseline measured in the same rounds, never absolute
// speeds of a machine. A private Redis on a free port is started for it and gone afterwards.
import { benchBookings } from "./bookings.js";
import { benchDoors } from "./doors.js";
import { benchGrowth } from "./growth.js";
import { House } from "./house.js";
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
  open: () => House.open(),
  close: (house) => house.close(),
  titleOf: ({ store }) =>
    `${store.title}, CPU of Redis by its own count, median of rounds [spread]`,
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
});
