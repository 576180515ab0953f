// Something else for every core to do while tests run: they may become slower, and nothing else.
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Guard } from "../processes/guard.mjs";

const BURN = fileURLToPath(new URL("./burn.mjs", import.meta.url));

/** One process for each core, until the answer is called; the guard ends them with us. */
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
