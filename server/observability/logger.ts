// Logs JSON lines to stdout. All code logs in one form: `log.info({ event: "noun.verb", … })`,
// never a sentence. Fields with secrets or personal data are hidden by their names. This is only
// the last defence: no code should log them.
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from "pino";
import type { Config } from "../config/config.js";

const HIDDEN = ["password", "token", "accessToken", "refreshToken", "authorization", "email"];

/**
 * Creates the logger of one node.
 * @param destination default: stdout
 */
export function createLogger(
  config: Pick<Config, "logLevel">,
  destination?: DestinationStream,
): Logger {
  const options = {
    level: config.logLevel,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: HIDDEN.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: "[hidden]",
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
