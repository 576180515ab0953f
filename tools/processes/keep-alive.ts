import { setTimeout as pause } from "node:timers/promises";
import type { ServiceProcess } from "./service-process.js";

const RESTARTS_MAX = 5;
const WITHIN_MS = 60_000;
const DELAY_MS = 200;

export interface KeepAliveOptions {
  readonly log: (line: string) => void;
  /** Its pid is another one now. */
  readonly onRestarted: () => void;
  /** It ends again and again, or does not come back. */
  readonly onGivenUp: (reason: string) => void;
}

/** Brings a service that crashed back, at the same address and over what it kept. */
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
    await pause(DELAY_MS);
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
