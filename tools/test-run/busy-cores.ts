// Keeps every core busy while tests run. Tests may become slower, but must not fail.
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Guard } from "../processes/guard.mjs";

const BURN = fileURLToPath(new URL("./burn.mjs", import.meta.url));

/**
 * Starts a process for each core.
 * @returns a function that ends them; the guard watches them, too
 */
export function keepCoresBusy(watch: Guard): () => Promise<void> {
  const children = Array.from({ length: availableParallelism() }, () =>
    watch.spawn(process.execPath, [BURN], { stdio: ["ignore", "ignore", "ignore"] }),
  );
  return async () => {
    const running = children.filter(
      ({ exitCode, signalCode }) => (exitCode ?? signalCode) === null,
    );
    const ended = running.map((child) => once(child, "exit"));
    for (const child of running) child.kill("SIGKILL");
    await Promise.all(ended);
  };
}
