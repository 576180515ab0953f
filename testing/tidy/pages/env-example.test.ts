import { expect, test } from "@jest/globals";
import { renderEnvExample } from "./env-example.js";

test("N9 writes each setting with meaning, unit and default", () => {
  const text = renderEnvExample({
    HOLD_MS: { default: 300_000, unit: "ms", meaning: "How long a hold lasts." },
    REDIS_URL: { meaning: "The address of Redis." },
  });
  expect(text).toContain("\n# How long a hold lasts. [ms]\n# HOLD_MS=300000\n");
  expect(text).toContain("\n# The address of Redis.\n# REDIS_URL=\n");
});
