import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putShowtimeOnSale } from "../testing/kit/showtime-on-sale.js";
import { WorkerShard } from "../testing/kit/worker-shard.js";
import { main } from "./audit.js";

describe("npm run audit", () => {
  let shard: WorkerShard;
  let folder: string;
  const before = { ...process.env };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "onsale-audit-"));
    shard = await WorkerShard.open();
    const worker = await shard.serving();
    await putShowtimeOnSale(shard);
    await shard.till.topUp(7, 5000, "top-up");
    await shard.till.hold(7, "hold", [3]);
    await shard.till.pay({ memberNo: 7, payId: "paid", holdId: "hold", amount: 1000 });
    await shard.atRest();
    await worker.stop();
    process.env["REDIS_URL"] = shard.redisUrl;
    process.env["DATABASE_URL"] = shard.database.url;
  });
  afterAll(async () => {
    for (const name of ["REDIS_URL", "DATABASE_URL"]) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true, force: true });
    await shard.close();
  });

  const run = async (...args: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    const spy = jest.spyOn(console, "log").mockImplementation((line: string) => {
      lines.push(line);
    });
    try {
      return { code: await main(args), lines };
    } finally {
      spy.mockRestore();
    }
  };

  it("I11 prints ok with its counts and exits with 0", async () => {
    const { code, lines } = await run();
    expect(lines).toEqual([expect.stringMatching(/^AUDIT ok shards 1, entries \d+, wallets 1,/)]);
    expect(code).toBe(0);
  });

  it("I2 prints a line for each violation and exits with 1", async () => {
    const { db } = shard.database;
    await db.write("UPDATE wallets SET balance = balance + 1");
    await db.write("UPDATE payments SET amount = amount + 1");
    const { code, lines } = await run();
    await db.write("UPDATE payments SET amount = amount - 1");
    await db.write("UPDATE wallets SET balance = balance - 1");
    expect(lines[0]).toMatch(/^AUDIT FAILED 2 violations, shards 1/);
    expect(lines.slice(1)).toEqual([
      "  I11 MySQL's payment paid has amount 1001, not 1000",
      "  I2 MySQL's wallet of 7 is 4001 + 0, not 4000 + 0",
    ]);
    expect(code).toBe(1);
  });

  it("N9 says wrong usage in one sentence, with a code of its own", async () => {
    const said = jest.spyOn(console, "error").mockImplementation(() => undefined);
    try {
      expect(await run("--bogus")).toEqual({ code: 2, lines: [] });
      expect(said.mock.calls).toEqual([[expect.stringContaining("--bogus")]]);
    } finally {
      said.mockRestore();
    }
  });

  it("I10 compares the answers in a file with MySQL", async () => {
    const file = join(folder, "answers");
    const answer = { paymentId: "lost", reservationId: "hold", userId: "fan", amount: 1000 };
    writeFileSync(file, `${JSON.stringify(answer)}\n`);
    const { code, lines } = await run("--answers", file);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}I10 payment lost/));
    expect(code).toBe(1);
  });

  it("prints why it could not run and exits with 1", async () => {
    const { code, lines } = await run("--answers", join(folder, "nothing"));
    expect(lines).toEqual([expect.stringMatching(/^AUDIT FAILED .*ENOENT/)]);
    expect(code).toBe(1);
  });
});
