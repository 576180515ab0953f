// All metrics of a node. Each node has its own registry, because tests run three nodes in one
// process. No label contains an id or a path as the client sent it.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

const REQUEST_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type Metrics = ReturnType<typeof createMetrics>;

export interface MetricsOptions {
  /** Also collect metrics of the process: CPU, memory, event loop. Default: true. */
  readonly withProcess?: boolean;
}

/** Creates the metrics of one node. */
export function createMetrics({ withProcess = true }: MetricsOptions = {}) {
  const registry = new Registry();
  const registers = [registry];
  if (withProcess) collectDefaultMetrics({ register: registry, prefix: "onsale_node_" });
  return {
    registry,
    httpRequests: new Counter({
      name: "onsale_http_requests_total",
      help: "Requests answered, by route template",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    httpSeconds: new Histogram({
      name: "onsale_http_request_seconds",
      help: "From the first byte of a request to the end of its answer",
      labelNames: ["method", "route"],
      buckets: REQUEST_SECONDS,
      registers,
    }),
    httpInFlight: new Gauge({
      name: "onsale_http_requests_in_flight",
      help: "Requests that are being answered",
      registers,
    }),
    refusals: new Counter({
      name: "onsale_refusals_total",
      help: "Refusals by door and code",
      labelNames: ["door", "code"],
      registers,
    }),
    liveSockets: new Gauge({
      name: "onsale_live_sockets",
      help: "Open sockets of this node",
      registers,
    }),
    livePublishFailures: new Counter({
      name: "onsale_live_publish_failures_total",
      help: "Broadcasts that Redis did not take",
      registers,
    }),
    signals: new Counter({
      name: "onsale_signals_total",
      help: "Signals of clients answered, by outcome",
      labelNames: ["signal", "code"],
      registers,
    }),
    signalSeconds: new Histogram({
      name: "onsale_signal_seconds",
      help: "From a signal to its ack",
      labelNames: ["signal"],
      buckets: REQUEST_SECONDS,
      registers,
    }),
  };
}
