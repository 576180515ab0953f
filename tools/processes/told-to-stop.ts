import { isAlive, launchChain } from "./process-table.mjs";

const POLL_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface StopWatch {
  /** Settles once, with what told us: a signal, or `launcher gone` when npm or its shell died. */
  readonly told: Promise<string>;
  /** Gives the signals back to whoever had them. */
  close(): void;
}

/** Listens for the end of the user's command; a second signal does not wait for order. */
export function whenToldToStop(): StopWatch {
  const chain = launchChain();
  let tell: (reason: string) => void = () => undefined;
  let isTold = false;
  const told = new Promise<string>((resolve) => (tell = resolve));
  const onSignal = (name: NodeJS.Signals) => {
    if (isTold && name === "SIGINT") process.exit(130);
    isTold = true;
    tell(name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  const poll = setInterval(() => {
    if (!chain.every(isAlive)) tell("launcher gone");
  }, POLL_MS);
  poll.unref();
  return {
    told,
    close() {
      clearInterval(poll);
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
