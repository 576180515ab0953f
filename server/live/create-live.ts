// The live door: one Socket.IO server on each node, with the namespace `/live` for callers with an
// access token. It takes WebSockets alone, so no load balancer needs sticky sessions. A node
// without the role `live` uses it to send signals: `broadcast`.
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

/** What the door reports. */
export interface LiveMetrics {
  readonly observe: SignalObserver;
  readonly sockets: (open: number) => void;
  readonly publishFailed: () => void;
}

/** What the door works with. */
export interface LiveOptions {
  readonly services: Services;
  readonly metrics: LiveMetrics;
  /** The server whose upgrades it takes; without one this node only sends signals. */
  readonly http?: HttpServer | undefined;
  readonly channelPrefix?: string;
}

/** The open door. */
export interface Live {
  readonly broadcast: Broadcast;
  /** Closes the sockets of a session that was logged out, on every node. */
  readonly closeSession: (sessionId: string) => void;
  /** Sends `drain` to every socket, closes them step by step, and stops. */
  readonly stop: (options?: { readonly drainMs?: Millis }) => Promise<void>;
}

const LOOK_EVERY_MS = 1000;
const CLOSE_PER_STEP = 50;
const CLOSE_STEP_MS = 100;
const CONNECT_TIMEOUT_MS = 10_000;

/** Opens the live door of a node. */
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
  const broadcast = createBroadcast(namespace);
  const places = new PlacesAtDoor({ services, broadcast });
  if (http) acceptSockets({ services, namespace, places, metrics });
  const looking = setInterval(() => {
    metrics.sockets(namespace.sockets.size);
    closeSlowSockets(namespace);
  }, LOOK_EVERY_MS);
  places.start();
  return {
    broadcast,
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

interface Accepting {
  readonly services: Services;
  readonly namespace: LiveNamespace;
  readonly places: PlacesAtDoor;
  readonly metrics: LiveMetrics;
}

function acceptSockets({ services, namespace, places, metrics }: Accepting): void {
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

/** Gives each socket a random time within the window to come back, so that not all come at once. */
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
