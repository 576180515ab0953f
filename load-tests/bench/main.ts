// `npm run bench [-- NAME…]`: ratios against a baseline measured in the same rounds, never absolute
// speeds of a machine. A private Redis on a free port is started for it and gone afterwards.
import { benchBookings } from "./bookings.js";
import { benchDoors } from "./doors.js";
import { benchGrowth } from "./growth.js";
import { House } from "./house.js";
import { benchMemory } from "./memory.js";
import { tableOf, type Figure } from "./report.js";
import { benchSeatMap } from "./seat-map.js";
import { benchWaitingRoom } from "./waiting-room.js";

const BENCHES: Readonly<Record<string, (house: House) => Promise<Figure[]>>> = {
  bookings: benchBookings,
  "waiting-room": benchWaitingRoom,
  "seat-map": benchSeatMap,
  doors: benchDoors,
  growth: benchGrowth,
  memory: benchMemory,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(
    `no such bench: ${unknown.join(", ")} (there is ${Object.keys(BENCHES).join(", ")})`,
  );
  process.exit(2);
}

const house = await House.open();
try {
  console.log(`${house.store.title}, CPU of Redis by its own count, median of rounds [spread]`);
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`\n${name}\n${tableOf(await bench(house))}`);
  }
} finally {
  await house.close();
}
