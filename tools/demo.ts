// `npm run demo` sends a crowd through the waiting room to the payment, kills a node during the
// run, and prints the verdict of the audit at the end.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "./build-page.js";
import { runAudit } from "./demo/audit.js";
import { Crowd } from "./demo/crowd.js";
import { importFans } from "./demo/members.js";
import { Nodes } from "./demo/nodes.js";
import { sendRush } from "./demo/rush.js";
import { rushReport } from "./demo/rush-report.js";
import { localSettings } from "./local-settings.js";
import { demoHelp, parseDemoOptions, type DemoOptions } from "./demo/options.js";
import { Tally } from "./demo/tally.js";
import { View } from "./demo/view.js";
import { demoLines } from "./seed/demo-accounts.js";
import { addShowtime, seedDemo, type SalePolicy, type Seeded } from "./seed/seed.js";
import { DEMO_SALES } from "./seed/venues.js";
import { guard, type Guard } from "./processes/guard.mjs";
import { runningServices } from "./services/run-record.js";
import { SetupError } from "./services/setup-error.js";
import { startServices } from "./services/start-services.js";
import { listenForStop, type StopRequest } from "./processes/stop-request.js";

const DATA_DIR = fileURLToPath(new URL("../.onsale/", import.meta.url));
const REPORT_FILE = fileURLToPath(new URL("../demo-report.html", import.meta.url));
const FANS_PER_PROCESS = 1_500;
const PROCESSES_MAX = 2;
const BURST_MS = 5_000;
/** The time in which all fans are admitted, if the server keeps up. */
const ADMISSION_SECONDS = 90;
const KILL_AT_SHARE = 0.35;
/** How long the fans may take to finish after the end of the run. */
const FINISHING_MS = 20_000;
const WATCH_EVERY_MS = 250;

/** Runs the demo. @returns the exit code: 0 when a fan has paid and the audit found no violation */
export async function main(args: readonly string[]): Promise<number> {
  const help = demoHelp(args);
  if (help !== undefined) {
    process.stdout.write(help);
    return 0;
  }
  const options = parseDemoOptions(args);
  const stopRequest = listenForStop();
  const stores = await openStores();
  const environment = environmentFor(stores);
  const nodes = new Nodes({
    count: options.nodes,
    environment,
    firstPort: Number(process.env["PORT"] ?? 3000),
    logFolder: join(DATA_DIR, "logs"),
    guard: stores.guard,
  });
  try {
    await Promise.all([buildPage(), nodes.start()]);
    const answersFile = emptyFile(`answers-${String(Date.now())}.jsonl`);
    if (options.isRush) return await rush({ options, nodes, stores, environment }, answersFile);
    const isThrough = await sendCrowd(
      { options, nodes, stores, stopRequest, environment },
      answersFile,
    );
    const isSound = await runAudit(environment, answersFile);
    return isThrough && isSound ? 0 : 1;
  } finally {
    await nodes.stop();
    await stores.stop();
    stopRequest.close();
  }
}

/** A rush, its audit and its report. @returns the exit code */
async function rush(
  { options, nodes, stores, environment }: Omit<Stage, "stopRequest">,
  answersFile: string,
): Promise<number> {
  const { fans } = options;
  const rushed = await sendRush({
    ...{ url: nodes.urls[0] ?? "", fans, environment, guard: stores.guard, answersFile },
  });
  const { summary } = rushed;
  log(`${summary.paid} paid in ${summary.seconds} s: ${summary.paidPerSecond} a second`);
  process.stdout.write(`DEMO ${JSON.stringify(summary)}\n`);
  const isSound = await runAudit(environment, answersFile);
  writeFileSync(REPORT_FILE, rushReport(rushed, isSound));
  log(`Report ${REPORT_FILE}`);
  return summary.paid === fans && isSound ? 0 : 1;
}

interface Stores {
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly guard: Guard;
  stop(): Promise<void>;
}

/**
 * The stores of an `npm start` that runs from this checkout, or those that `npm start` would use.
 */
async function openStores(): Promise<Stores> {
  const redisUrl = given("REDIS_URL");
  const databaseUrl = given("DATABASE_URL");
  const running = runningServices(DATA_DIR);
  if (running !== undefined && redisUrl === undefined && databaseUrl === undefined) {
    const watch = guard();
    const stop = () => Promise.resolve(watch.release());
    return { ...running, guard: watch, stop };
  }
  return startServices({ dataDir: DATA_DIR, redisUrl, databaseUrl, log });
}

function environmentFor({ redisUrl, databaseUrl }: Stores): NodeJS.ProcessEnv {
  return { LOG_LEVEL: "warn", ...localSettings(process.env, { redisUrl, databaseUrl }, DATA_DIR) };
}

interface Stage {
  readonly options: DemoOptions;
  readonly nodes: Nodes;
  readonly stores: Stores;
  readonly stopRequest: StopRequest;
  readonly environment: NodeJS.ProcessEnv;
}

/** False when no fan could pay, because the audit of an empty run proves nothing. */
async function sendCrowd(stage: Stage, answersFile: string): Promise<boolean> {
  const { options, nodes, stores, environment } = stage;
  const [url] = nodes.urls;
  if (url === undefined) throw new SetupError("there is no node");
  const seeded = await seedDemo({ url, environment });
  if (seeded === undefined) throw new SetupError("The demo does not run in production.");
  const policy = policyOf(options);
  const showtimeId = await openSale(seeded, options, policy);
  const shape = {
    ...{ seed: options.seed, burstMs: BURST_MS },
    hasArea: options.venue === "arena",
  };
  const run = Date.now().toString(36);
  const fans = await importFans(seeded.admin, { fans: options.fans, run, shape });
  seeded.admin.close();
  seeded.organiser.close();
  announce(stage, showtimeId);
  const tally = new Tally();
  const startedAt = Date.now();
  const crowd = new Crowd({
    orders: { urls: nodes.urls, showtimeId, shape, fans, answersFile },
    processes: Math.min(PROCESSES_MAX, Math.ceil(options.fans / FANS_PER_PROCESS)),
    onPart: (part) => tally.add(part, Date.now()),
    onPid: (pid) => stores.guard.add(pid),
  });
  await watchOver(stage, crowd, tally);
  const summary = tally.summary(options.fans, (Date.now() - startedAt) / 1_000);
  log(paceLine(policy));
  process.stdout.write(`DEMO ${JSON.stringify(summary)}\n`);
  return summary.paid > 0;
}

const policyOf = ({ fans, holdMs }: DemoOptions): SalePolicy => ({
  maxActive: Math.max(200, Math.ceil(fans / 4)),
  perMinute: Math.max(600, Math.ceil((fans * 60) / ADMISSION_SECONDS)),
  holdMs,
  sessionMs: holdMs * 3,
  maxPerUser: 8,
});

/** Says what set the pace: the sale, not the server. */
function paceLine({ perMinute, maxActive }: SalePolicy): string {
  const number = (value: number) => value.toLocaleString("en");
  return (
    `The sale's own policy set the pace: it let ${number(perMinute)} fans a minute in, ` +
    `${number(maxActive)} at a time. What the server can do: npm run demo -- --rush`
  );
}

/** Adds a showtime for this run, so that every run has free seats. */
async function openSale(
  seeded: Seeded,
  { venue }: DemoOptions,
  policy: SalePolicy,
): Promise<string> {
  const id = seeded.sales[venue].performanceId;
  const showtime = await addShowtime(seeded.organiser, { venue, id, now: Date.now(), policy });
  return showtime.id;
}

function announce({ nodes }: Stage, showtimeId: string): void {
  log(`Page ${nodes.urls[0] ?? ""}/#/showtimes/${showtimeId}`);
  log(`Nodes ${nodes.urls.join(" ")}`);
  for (const line of demoLines(process.env)) process.stdout.write(`${line}\n`);
}

/** Waits until the last fan has finished, the time is over, or the user presses Ctrl-C. */
async function watchOver(
  { options, nodes, stopRequest }: Stage,
  crowd: Crowd,
  tally: Tally,
): Promise<void> {
  const { venue, fans, seconds } = options;
  const view = new View(tally, options, { title: DEMO_SALES[venue].name, seats: seatsOf(venue) });
  const startedAt = Date.now();
  let finishing: ReturnType<typeof setTimeout> | undefined;
  const end = (why: string) => {
    if (finishing !== undefined) return;
    view.notice = why;
    crowd.end();
    finishing = setTimeout(() => crowd.kill(), FINISHING_MS);
  };
  let mayKill = options.killsNode;
  const watch = setInterval(() => {
    const share = (Date.now() - startedAt) / (seconds * 1_000);
    if (share >= 1) end("time is over");
    if (!mayKill || (tally.settled < fans * KILL_AT_SHARE && share < KILL_AT_SHARE)) return;
    mayKill = false;
    view.notice = `killed ${nodes.killLast() ?? "no node"}`;
  }, WATCH_EVERY_MS);
  void stopRequest.asked.then((reason) => end(reason));
  try {
    await crowd.done;
  } catch (error) {
    // Fans that had to stop at the end of the run are no failure.
    if (finishing === undefined) throw error;
  } finally {
    clearInterval(watch);
    clearTimeout(finishing);
    view.stop();
  }
}

function seatsOf(venue: DemoOptions["venue"]): number {
  const { layout } = DEMO_SALES[venue];
  if ("seats" in layout) return layout.seats;
  const rows = layout.sections.flatMap((section) => section.rows);
  const places = layout.areas.reduce((sum, { capacity }) => sum + capacity, 0);
  return rows.reduce((sum, { count }) => sum + count, places);
}

function emptyFile(name: string): string {
  const folder = join(DATA_DIR, "demo");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, "", { mode: 0o600 });
  return file;
}

function given(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
