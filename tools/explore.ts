// `npm run explore -- --seed N` runs one schedule of the payment explorer again and prints its
// steps. `--count M` runs M schedules from seed N. `--mutant NAME` plants a bug; NAME is a part of
// its name.
import { parseArgs } from "node:util";
import { connectCommands, disconnect, type RedisClient } from "../server/redis/client.js";
import { explore, type Explored } from "../testing/explorer/explore.js";
import { MUTANTS } from "../testing/explorer/mutants.js";
import type { Mutant } from "../testing/explorer/world.js";
import { startRedis } from "../testing/stores/stores.js";

function mutantNamed(name: string | undefined): Mutant | undefined {
  if (name === undefined) return undefined;
  const found = MUTANTS.find((mutant) => mutant.name.includes(name));
  if (found) return found;
  const names = MUTANTS.map((mutant) => `  ${mutant.name}`).join("\n");
  throw new Error(`no planted bug has ${name} in its name; there are:\n${names}`);
}

function print({ seed, violations, trace }: Explored): void {
  console.log(`seed ${seed}`);
  for (const step of trace) console.log(`  ${step}`);
  for (const violation of violations) console.log(`VIOLATION ${violation}`);
}

interface Wanted {
  readonly first: number;
  readonly count: number;
  readonly mutant: Mutant | undefined;
}

async function run(admin: RedisClient, { first, count, mutant }: Wanted): Promise<number> {
  let broken = 0;
  for (let seed = first; seed < first + count; seed++) {
    const explored = await explore(admin, seed, mutant);
    if (explored.violations.length > 0) broken += 1;
    if (count === 1 || explored.violations.length > 0) print(explored);
  }
  console.log(`EXPLORED ${count} schedules from seed ${first}, ${broken} of them broken`);
  return broken;
}

/** Runs the schedules. @returns the exit code: 0 when no schedule breaks an invariant */
export async function main(args: readonly string[]): Promise<number> {
  const text = { type: "string" } as const;
  const options = { seed: text, count: text, mutant: text };
  const { values } = parseArgs({ args: [...args], options });
  const mutant = mutantNamed(values.mutant);
  const store = await startRedis();
  try {
    const admin = await connectCommands({ url: store.url });
    const wanted = { first: Number(values.seed ?? 1), count: Number(values.count ?? 1), mutant };
    const broken = await run(admin, wanted);
    disconnect(admin);
    return broken === 0 ? 0 : 1;
  } finally {
    await store.stop();
  }
}
