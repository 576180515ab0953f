import { expect, test } from "@jest/globals";
import { createLogger } from "./logger.js";

/** The parsed JSON lines that `write` logs. */
function linesOf(write: (log: ReturnType<typeof createLogger>) => void): unknown[] {
  const lines: string[] = [];
  write(createLogger({ logLevel: "debug" }, { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as unknown);
}

test("H5 logs the name of an event together with its error", () => {
  const [line] = linesOf((log) =>
    log.warn({ event: "shard.lost", shard: 3, err: new Error("cut") }),
  );
  expect(line).toMatchObject({ level: "warn", event: "shard.lost", shard: 3 });
  expect(line).toHaveProperty("err.message", "cut");
});

test.each(["password", "token", "accessToken", "refreshToken", "authorization", "email"])(
  "H5 hides %s, at the top and two levels below",
  (key) => {
    const fields = { [key]: "a", one: { [key]: "b", two: { [key]: "c" } } };
    const [line] = linesOf((log) => log.info({ event: "member.seen", ...fields }));
    const hidden = { [key]: "[hidden]" };
    expect(line).toMatchObject({ ...hidden, one: { ...hidden, two: hidden } });
  },
);

test("H5 hides secrets and personal data", () => {
  const fields = { password: "p", member: { email: "e" }, sent: { by: { token: "t" } } };
  const [line] = linesOf((log) => log.info({ event: "member.seen", ...fields }));
  expect(line).toMatchObject({
    password: "[hidden]",
    member: { email: "[hidden]" },
    sent: { by: { token: "[hidden]" } },
  });
});
