// The process of a bare server: node:http or Socket.IO with nothing but the call of the script, and
// with the keys and arguments that the product sends. A door can cost no less than it does.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { holdIdOf } from "../../../server/journal/ids.js";
import { keyOf } from "../../../server/redis/keys.js";
import { loadScript } from "../../../server/redis/load-script.js";
import { seatHold } from "../../../server/redis/seat/hold.js";
import type { BareAnswer } from "../../../tools/crowd/bare-door.js";
import type { BareHold } from "../../../tools/crowd/crowd-orders.js";

/** What a bare server gets from its parent before each round. */
export interface BareOrders {
  readonly kind: "http" | "socket.io";
  readonly redisUrl: string;
  readonly generation: number;
  readonly showtime: number;
}

const SHARD = 0;
const LAYOUT_VERSION = 1;

type Hold = (hold: BareHold) => Promise<BareAnswer>;

let holdOf: Hold = () => Promise.reject(new Error("the bare server has no orders"));
let port: Promise<number> | undefined;
let redis: Redis | undefined;

/** The call of the script for one showtime. */
async function holder(client: Redis, { generation, showtime }: BareOrders): Promise<Hold> {
  const sha = String(await client.script("LOAD", loadScript(seatHold.spec.file).source));
  const target = { shard: SHARD, showtime };
  const keys = seatHold.spec.keys.map((name) => keyOf(name, target));
  return async ({ memberNo, place, seat }) => {
    const holdId = holdIdOf(showtime, String(memberNo), String(seat));
    const wanted = { seats: [seat] };
    const input = { memberNo, place, holdId, layoutVersion: LAYOUT_VERSION, wanted };
    const args = seatHold.spec.args(input, target);
    const called = client.evalsha(sha, keys.length, ...keys, generation, ...args);
    const reply = (await called) as string[];
    return { id: holdId, status: reply[0] ?? "", reply };
  };
}

function answerHttp(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    holdOf(JSON.parse(Buffer.concat(chunks).toString()) as BareHold).then(
      (answer) => {
        const body = JSON.stringify(answer);
        const length = Buffer.byteLength(body);
        response.writeHead(201, { "Content-Type": "application/json", "Content-Length": length });
        response.end(body);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
}

function listen({ kind }: BareOrders): Promise<number> {
  const server = kind === "http" ? createServer(answerHttp) : createServer();
  if (kind === "socket.io") {
    const live = new Server(server, { transports: ["websocket"], serveClient: false }).of("/live");
    live.on("connection", (socket) => {
      socket.on("hold", (hold: BareHold, ack: (answer: BareAnswer) => void) => {
        holdOf(hold).then(ack, (error: unknown) => ack({ status: String(error), reply: [] }));
      });
    });
  }
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

async function obey(orders: BareOrders): Promise<void> {
  redis ??= new Redis(orders.redisUrl);
  holdOf = await holder(redis, orders);
  port ??= listen(orders);
  process.send?.(await port);
}

process.on("message", (orders: BareOrders) => void obey(orders));
process.on("disconnect", () => process.exit(0));
