// `/metrics` on a port of its own: scraping is no business of the public door.
import type { RequestListener } from "node:http";
import type { Registry } from "prom-client";

/** Answers `GET /metrics` in the text format of Prometheus. */
export const metricsListener =
  (registry: Registry): RequestListener =>
  (request, response) => {
    if (request.url !== "/metrics" || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "Content-Type": registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  };
