// What a start on one's own machine adds to the environment: the services it found or started, a
// signing key kept beside their data, and the demo's administrator.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { demoEnvironment } from "./seed/demo-accounts.js";
import { keptSecret } from "./services/secret.js";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface LocalServices {
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

/** Settings of the environment win; with NODE_ENV=production no secret is made up. */
export function localSettings(
  environment: Environment,
  { redisUrl, databaseUrl }: LocalServices,
  dataDir: string,
): Environment {
  const settings = { ...environment, REDIS_URL: redisUrl, DATABASE_URL: databaseUrl };
  if (environment["NODE_ENV"] === "production") return settings;
  return { ...demoEnvironment(environment), ...signingKey(environment, dataDir), ...settings };
}

function signingKey(environment: Environment, dataDir: string): Environment {
  const isGiven = ["JWT_SECRET", "JWT_SECRET_FILE"].some((name) => environment[name]);
  if (isGiven) return {};
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return { JWT_SECRET: keptSecret(join(dataDir, "jwt-secret")) };
}
