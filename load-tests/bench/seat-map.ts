// A snapshot of a whole house against a GET of the same bytes.
import { showtimeKey } from "../../server/redis/keys.js";
import { showSnapshot } from "../../server/redis/show/snapshot.js";
import type { House } from "./house.js";
import { encodeRequest } from "./resp.js";
import { ratio, type Figure } from "./report.js";
import { alternate } from "./rounds.js";

const SHOWTIME = 1;
const SEATS = 50_000;
const PER_ROUND = 200;
const ROUNDS = 15;

export async function benchSeatMap(house: House): Promise<Figure[]> {
  await house.empty();
  await house.provision(SHOWTIME, SEATS);
  const target = house.target(SHOWTIME);
  const get = encodeRequest(["GET", showtimeKey(target, "seats")]);
  const snapshot = (await house.caller(showSnapshot.spec))(target, undefined);
  const [bare, product] = await alternate({
    redis: house.redis,
    url: house.store.url,
    rounds: ROUNDS,
    crowd: { connections: 4, pipeline: 1 },
    contestants: [
      { name: "GET", expected: "value", requests: () => Array<Buffer>(PER_ROUND).fill(get) },
      { name: "snapshot", expected: "OK", requests: () => Array<Buffer>(PER_ROUND).fill(snapshot) },
    ],
  });
  if (!bare || !product) return [];
  return [ratio("show/snapshot of 50,000 seats / GET of the same bytes", product, bare, 1.1)];
}
