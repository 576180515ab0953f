import { expect, test } from "@jest/globals";
import type { AppError } from "../errors.js";
import { createPasswords, DUMMY_PASSWORD } from "./passwords.js";

const CHEAP = { memoryKib: 8, hashesAtOnce: 2, hashesWaiting: 500 };

test("A1 stores an argon2id hash with the parameters of the settings, salted", async () => {
  const passwords = createPasswords({ ...CHEAP, memoryKib: 47_104 });
  const [one, two] = await Promise.all([
    passwords.hash("secret-word"),
    passwords.hash("secret-word"),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
  expect(one).not.toBe(two);
  expect(one).not.toContain("secret-word");
});

test("A6 only the right password matches; without an account none does", async () => {
  const passwords = createPasswords(CHEAP);
  const stored = await passwords.hash("secret-word");
  expect(await passwords.matches("secret-word", stored)).toBe(true);
  expect(await passwords.matches("secret-Word", stored)).toBe(false);
  expect(await passwords.matches("secret-word", undefined)).toBe(false);
  expect(await passwords.matches(DUMMY_PASSWORD, undefined)).toBe(false);
});

test("A6 hashes for an unknown account too: it costs the CPU that a known one costs", async () => {
  const passwords = createPasswords({ ...CHEAP, memoryKib: 4096 });
  const stored = await passwords.hash("secret-word");
  await passwords.matches("warm", undefined);
  const cpuOf = async (hash: string | undefined): Promise<number> => {
    const before = process.cpuUsage();
    await passwords.matches("another-word", hash);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  // The CPU time of this process, in turns, so that other work of the machine does not count.
  let [known, unknown] = [0, 0];
  for (let round = 0; round < 25; round++) {
    known += await cpuOf(stored);
    unknown += await cpuOf(undefined);
  }
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

test("N2 hashes wait in a bounded queue; a full queue refuses them until it drains", async () => {
  const passwords = createPasswords({ ...CHEAP, hashesAtOnce: 1, hashesWaiting: 3 });
  const results = await Promise.allSettled(
    Array.from({ length: 6 }, () => passwords.hash("secret-word")),
  );
  expect(results.map(({ status }) => status)).toEqual([
    ...Array<string>(4).fill("fulfilled"),
    "rejected",
    "rejected",
  ]);
  const refused = results[5] as PromiseRejectedResult;
  expect((refused.reason as AppError).code).toBe("SERVER_BUSY");
  expect(await passwords.hash("secret-word")).toContain("argon2id");
});
