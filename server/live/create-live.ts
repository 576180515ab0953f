// The live door: one Socket.IO server per node, its authenticated protocol on `/live`, WebSocket
// only (so no sticky sessions). A node without this door still speaks through it: `broadcast`.
import { createServer, type Server as HttpServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Server } from "socket.io";
import { FRAME_BYTES_MAX, LIVE_NAMESPACE } from "../../client-sdk/protocol/signals.js";
import type { Broadcast, Services } from "../context.js";
import { createLiveAdapter } from "./adapter.js";
import { createBroadcast } from "./broadcast.js";
import { handshake } from "./handshake.js";
import { PlacesAtDoor } from "./queue/places-at-door.js";
import { onQueueSignals } from "./queue/signals.js";
import { createSignalRate } from "./rate.js";
import { onReservationSignals } from "./reservation/signals.js";
import { sessionRoom } from "./rooms.js";
import { onSeatsSignals } from "./seats/signals.js";
import { onUnknownSignals, type SignalObserver, type SignalWorld } from "./signal.js";
import { closeSlowSockets } from "./slow-sockets.js";
import type { LiveNamespace, LiveServer } from "./types.js";
import { onWalletSignals } from "./wallet/signals.js";
import type { Millis } from "../journal/brands.js";

export interface LiveMetrics {
  readonly observe: SignalObserver;
  readonly sockets: (open: number) => void;
  readonly publishFailed: () => void;
}

export interface LiveOptions {
  readonly services: Services;
  readonly metrics: LiveMetrics;
  /** Whose upgrades it takes; without one this node only speaks. */
  readonly http?: HttpServer | undefined;
  readonly channelPrefix?: string;
}

export interface Live {
  readonly broadcast: Broadcast;
  /** Logged out: the session's sockets close, on every node. */
  readonly closeSession: (sessionId: string) => void;
  /** Tells every socket when to come back, closes them step by step, and stops. */
  readonly stop: (options?: { readonly drainMs?: Millis }) => Promise<void>;
}

const LOOK_EVERY_MS = 1000;
const CLOSE_PER_STEP = 50;
const CLOSE_STEP_MS = 100;
const CONNECT_TIMEOUT_MS = 10_000;

export async function createLive(options: LiveOptions): Promise<Live> {
  const { services, metrics, http } = options;
  const redis = await createLiveAdapter({
    redisUrl: services.config.redisUrl.reveal(),
    ...(options.channelPrefix === undefined ? {} : { channelPrefix: options.channelPrefix }),
    onPublishFailed: metrics.publishFailed,
  });
  const io: LiveServer = new Server(http ?? createServer(), {
    adapter: redis.adapter,
    transports: ["websocket"],
    maxHttpBufferSize: FRAME_BYTES_MAX,
    connectTimeout: CONNECT_TIMEOUT_MS,
    perMessageDeflate: false,
    serveClient: false,
    cors: { origin: [...services.config.allowedOrigins] },
  });
  const namespace: LiveNamespace = io.of(LIVE_NAMESPACE);
  const places = new PlacesAtDoor({ services, namespace });
  if (http) welcome({ services, namespace, places, metrics });
  const looking = setInterval(() => {
    metrics.sockets(namespace.sockets.size);
    closeSlowSockets(namespace);
  }, LOOK_EVERY_MS);
  places.start();
  return {
    broadcast: createBroadcast(namespace),
    closeSession: (sessionId) => {
      namespace.in(sessionRoom(sessionId)).disconnectSockets(true);
    },
    stop: async ({ drainMs = 0 } = {}) => {
      clearInterval(looking);
      await places.stop();
      await drain(namespace, drainMs);
      await io.close();
      redis.close();
    },
  };
}

interface Welcome {
  readonly services: Services;
  readonly namespace: LiveNamespace;
  readonly places: PlacesAtDoor;
  readonly metrics: LiveMetrics;
}

function welcome({ services, namespace, places, metrics }: Welcome): void {
  const world: SignalWorld = { services, observe: metrics.observe, rate: createSignalRate() };
  namespace.use(handshake(services));
  namespace.on("connection", (socket) => {
    onQueueSignals(world, socket, places);
    onSeatsSignals(world, socket);
    onReservationSignals(world, socket);
    onWalletSignals(world, socket);
    onUnknownSignals(world, socket);
    socket.on("disconnect", () => {
      places.gone(socket);
    });
  });
}

/** Everybody at once would come back at once: each is told its own moment within the window. */
async function drain(namespace: LiveNamespace, drainMs: Millis): Promise<void> {
  const sockets = [...namespace.sockets.values()];
  for (const socket of sockets) {
    socket.emit("drain", { reconnectInMs: Math.floor(Math.random() * drainMs) });
  }
  for (let i = 0; i < sockets.length; i += CLOSE_PER_STEP) {
    for (const socket of sockets.slice(i, i + CLOSE_PER_STEP)) socket.conn.close();
    if (i + CLOSE_PER_STEP < sockets.length) await delay(CLOSE_STEP_MS);
  }
}
