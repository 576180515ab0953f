import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceProcess } from "./service-process.js";

const RESTARTS_MAX = 5;
const WITHIN_MS = 60_000;
const RESTART_AFTER_MS = 200;

export interface KeepAliveOptions {
  readonly log: (line: string) => void;
  /** Called after a restart: the service has another pid now. */
  readonly onRestarted: () => void;
  /** Called when the service ended too often, or could not be started again. */
  readonly onGivenUp: (reason: string) => void;
}

/**
 * Restarts a service after a crash, at the same address and with its data. It gives up after more
 * than five crashes in a minute. @returns a function that ends this
 */
export function keepAlive(service: ServiceProcess, options: KeepAliveOptions): () => void {
  const lostAtMs: number[] = [];
  let isOver = false;

  async function bringBack(): Promise<void> {
    const nowMs = Date.now();
    lostAtMs.push(nowMs);
    if (lostAtMs.filter((atMs) => nowMs - atMs < WITHIN_MS).length > RESTARTS_MAX) {
      return options.onGivenUp(`${service.name} ended ${RESTARTS_MAX + 1} times in a minute.`);
    }
    options.log(`${service.name} ended unexpectedly; starting it again.`);
    await sleep(RESTART_AFTER_MS);
    if (isOver) return;
    await service.start();
    if (isOver) await service.stop();
    else options.onRestarted();
  }

  service.onLost = () => {
    bringBack().catch((error: unknown) =>
      options.onGivenUp(error instanceof Error ? error.message : String(error)),
    );
  };
  return () => {
    isOver = true;
  };
}
