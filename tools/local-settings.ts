// The settings that a local start adds to the environment: the URLs of the services, a signing key
// that is stored beside their data, and the administrator of the demo.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { demoEnvironment } from "./seed/demo-accounts.js";
import { keptSecret } from "./services/secret.js";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface LocalServices {
  readonly redisUrl: string;
  readonly databaseUrl: string;
}

/** The environment with local settings; those of the user win. In production it adds no secret. */
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
