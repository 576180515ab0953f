import { isAlive, launchChain } from "./process-table.mjs";

const POLL_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The request of the user to stop the command. */
export interface StopRequest {
  /** Settles once, with the reason: a signal, or `launcher gone` when npm or its shell has died. */
  readonly asked: Promise<string>;
  /** Removes the signal handlers. */
  close(): void;
}

/** Listens for the request to stop. A second Ctrl-C exits at once, with 130. */
export function listenForStop(): StopRequest {
  const chain = launchChain();
  let settle: (reason: string) => void = () => undefined;
  let isAsked = false;
  const asked = new Promise<string>((resolve) => (settle = resolve));
  const onSignal = (name: NodeJS.Signals) => {
    if (isAsked && name === "SIGINT") process.exit(130);
    isAsked = true;
    settle(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  const poll = setInterval(() => {
    if (!chain.every(isAlive)) settle("launcher gone");
  }, POLL_MS);
  poll.unref();
  return {
    asked,
    close() {
      clearInterval(poll);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
