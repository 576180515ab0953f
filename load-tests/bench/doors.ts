// The cost of the doors: holds per second through the signals and through the REST API of one node,
// each divided by the holds per second of the raw script. The node is a process of its own, and one
// process makes all calls. The three ways take turns in every round, hold seats of one showtime,
// and every fan holds the same number of seats.
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io, type Socket } from "socket.io-client";
import type { LayoutBody, PlaceBody } from "../../client-sdk/index.js";
import { connectCommands, disconnect } from "../../server/redis/client.js";
import { ScriptRunner } from "../../server/redis/script-runner.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import { Nodes } from "../../tools/demo/nodes.js";
import { localSettings } from "../../tools/local-settings.js";
import { addShowtime, seedDemo } from "../../tools/seed/seed.js";
import { startServices } from "../../tools/services/start-services.js";
import { refused } from "./refused.js";
import type { Figure } from "./report.js";
import { spreadOf } from "./rounds.js";

const ROUNDS = 5;
const WARM_UPS = 1;
const WAYS = ["raw", "signal", "rest"] as const;
const FANS = 120;
/** How many seats a fan holds in one turn of one way. */
const HOLDS_PER_FAN = 5;
const HOLDS = FANS * HOLDS_PER_FAN;
const AN_HOUR_MS = 3_600_000;
const TICKS_PER_SECOND = 100;
const CALL_MS = 10_000;
const POLICY = {
  maxActive: 1000,
  perMinute: 1_000_000,
  holdMs: AN_HOUR_MS,
  sessionMs: AN_HOUR_MS,
  maxPerUser: HOLDS_PER_FAN * WAYS.length * (ROUNDS + WARM_UPS),
} as const;

interface Fan {
  readonly token: string;
  readonly memberNo: number;
  readonly queueToken: string;
  readonly place: number;
  readonly socket: Socket;
}

interface Sale {
  readonly url: string;
  readonly showtimeId: string;
  readonly seatIds: readonly string[];
  readonly fans: readonly Fan[];
}

/** Makes one hold and waits for its answer. @throws Error when it was refused */
type Hold = (fan: Fan, seat: number) => Promise<void>;

/** Measures holds through signals and REST on a node that it starts. */
export async function benchDoors(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "onsale-bench-"));
  const services = await startServices({ dataDir: folder, log: () => undefined });
  const environment = localSettings({ LOG_LEVEL: "warn" }, services, folder);
  const nodes = new Nodes({
    ...{ count: 1, environment, firstPort: 0, logFolder: folder, guard: services.guard },
  });
  try {
    await nodes.start();
    const url = nodes.urls[0] ?? "";
    const sale = await openSale(url, environment);
    return await takeTurns(sale, nodes.pids[0] ?? 0, services.redisUrl);
  } finally {
    await nodes.stop();
    await services.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeTurns(sale: Sale, pid: number, redisUrl: string): Promise<Figure[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: FANS });
  const raw = await rawHold(sale, redisUrl);
  const ways = { raw: raw.hold, signal: signalHold(sale), rest: restHold(sale, agent) };
  const speeds = { raw: [] as number[], signal: [] as number[], rest: [] as number[] };
  const cpu = { signal: [] as number[], rest: [] as number[] };
  let seat = 0;
  try {
    for (let round = 0; round < ROUNDS + WARM_UPS; round++) {
      for (const way of WAYS) {
        const before = cpuMicros(pid);
        const perSecond = await holdAll(sale.fans, ways[way], seat);
        seat += HOLDS;
        if (round < WARM_UPS) continue;
        speeds[way].push(perSecond);
        if (way !== "raw") cpu[way].push((cpuMicros(pid) - before) / HOLDS);
      }
    }
  } finally {
    raw.close();
    agent.destroy();
    for (const { socket } of sale.fans) socket.disconnect();
  }
  return (["signal", "rest"] as const).map((way) => ({
    name: `holds/s through ${way === "rest" ? "REST" : "signals"} / raw script`,
    spread: spreadOf(speeds[way].map((perSecond, i) => perSecond / (speeds.raw[i] ?? 1))),
    unit: "×" as const,
    note:
      `${median(speeds[way])}/s against ${median(speeds.raw)}/s, ` +
      `${median(cpu[way])} µs of the node's CPU each`,
  }));
}

const median = (values: readonly number[]): string => spreadOf(values).median.toFixed(0);

/** All fans hold at the same time, each one seat after the other. @returns holds per second */
async function holdAll(fans: readonly Fan[], hold: Hold, first: number): Promise<number> {
  const startedAt = performance.now();
  const work = async (fan: Fan, at: number): Promise<void> => {
    const from = first + at * HOLDS_PER_FAN;
    for (let seat = from; seat < from + HOLDS_PER_FAN; seat++) await hold(fan, seat);
  };
  await Promise.all(fans.map(work));
  return HOLDS / ((performance.now() - startedAt) / 1000);
}

/** The CPU time that a process has used so far, user and system, in µs. Linux only. */
function cpuMicros(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6;
}

async function rawHold({ showtimeId }: Sale, url: string) {
  const client = await connectCommands({ url });
  const generation = await generationOf(client);
  const runner = new ScriptRunner({ client, readGeneration: () => Promise.resolve(generation) });
  const target = { shard: 0, showtime: Number(showtimeId) };
  const hold: Hold = async ({ memberNo, place }, seat) => {
    const holdId = randomUUID();
    const wanted = { seats: [seat] };
    const input = { memberNo, place, holdId, layoutVersion: 1, wanted };
    await seatHold(runner, target, input).catch((error: unknown) => {
      throw refused("seat/hold", error);
    });
  };
  return { hold, close: () => disconnect(client) };
}

/** The generation of the shard: the first field of its control record. */
async function generationOf(client: Awaited<ReturnType<typeof connectCommands>>): Promise<number> {
  const record = await client.getBuffer("{s0}:control");
  if (record === null) throw new Error("the shard is not on duty");
  return record.readDoubleLE(0);
}

function signalHold({ showtimeId, seatIds }: Sale): Hold {
  return async ({ socket, queueToken: token }, seat) => {
    const input = { showtimeId, token, seatIds: [seatIds[seat]], opId: randomUUID() };
    const ack = (await socket.timeout(CALL_MS).emitWithAck("reservation:hold", input)) as {
      readonly ok: boolean;
      readonly error?: unknown;
    };
    if (!ack.ok) throw refused("reservation:hold", ack.error);
  };
}

function restHold({ url, showtimeId, seatIds }: Sale, agent: Agent): Hold {
  return ({ token, queueToken }, seat) =>
    new Promise((resolve, reject) => {
      const headers = {
        "Content-Type": "application/json",
        Authorization: `Bearer ${token}`,
        "X-Queue-Token": queueToken,
      };
      const sent = request(`${url}/api/v1/reservations`, { method: "POST", agent, headers });
      sent.on("error", reject);
      sent.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          if (response.statusCode === 201) resolve();
          else reject(refused("POST /reservations", problemOf(Buffer.concat(chunks))));
        });
      });
      sent.end(JSON.stringify({ showtimeId, seatIds: [seatIds[seat]] }));
    });
}

/** The problem of an answer. An answer without JSON is no refusal of the server and stays text. */
function problemOf(body: Buffer): unknown {
  const text = body.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Environment = Parameters<typeof seedDemo>[0]["environment"];

async function openSale(url: string, environment: Environment): Promise<Sale> {
  const seeded = await seedDemo({ url, environment });
  if (seeded === undefined) throw new Error("nothing was seeded");
  const { admin, organiser, sales } = seeded;
  const { performanceId: id } = sales.arena;
  const showtime = await addShowtime(organiser, {
    ...{ venue: "arena", id, now: Date.now(), policy: POLICY },
  });
  const layout = await organiser.rest.ask<LayoutBody>(`/showtimes/${showtime.id}/layout`);
  const rows = layout.sections.flatMap((section) => section.rows);
  const seatIds = rows.flatMap((row) => row.seats.map((seat) => seat.id));
  const members = Array.from({ length: FANS }, (_, i) => ({
    email: `bench-${i}@bench.example`,
    name: `Bench ${i}`,
  }));
  const imported = await admin.rest.ask<{ members: { accessToken: string }[] }>(
    "/admin/members/import",
    { method: "POST", body: { members, issueTokens: true } },
  );
  admin.close();
  organiser.close();
  const fans = await Promise.all(
    imported.members.map(({ accessToken }) => enter(url, showtime.id, accessToken)),
  );
  return { url, showtimeId: showtime.id, seatIds, fans };
}

async function enter(url: string, showtimeId: string, token: string): Promise<Fan> {
  const socket = io(`${url}/live`, { auth: { token }, transports: ["websocket"], forceNew: true });
  const admitted = new Promise<void>((resolve) => socket.once("queue:admitted", () => resolve()));
  const ack = (await socket.timeout(CALL_MS).emitWithAck("queue:join", { showtimeId })) as {
    readonly data: PlaceBody;
  };
  await admitted;
  const { token: queueToken, place } = ack.data;
  return { token, memberNo: memberNoOf(token), queueToken, place: place ?? 0, socket };
}

/**
 * The member number in an access token. Only the raw script needs it; it never leaves the server.
 */
function memberNoOf(token: string): number {
  const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  return (JSON.parse(claims) as { readonly no: number }).no;
}
