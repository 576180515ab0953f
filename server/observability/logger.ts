// JSON lines on stdout: `event` is `noun.verb`, the rest are fields. Secrets and what names people
// are taken out by key, as a last line of defence: nobody should log them in the first place.
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from "pino";
import type { Config } from "../config/config.js";

const HIDDEN = ["password", "token", "accessToken", "refreshToken", "authorization", "email"];

/** @param destination default: stdout */
export function createLogger(
  config: Pick<Config, "logLevel">,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: config.logLevel,
    base: { pid: process.pid },
    // `log.info(fields, "noun.verb")` names the event.
    messageKey: "event",
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: HIDDEN.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: "[hidden]",
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
