import { expect, test } from "@jest/globals";
import { parseVersion } from "./version.js";

test.each([
  ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0", "7.0.15"],
  ["mariadbd  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu", "10.11.6"],
  ["/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)", "8.4.3"],
  ["Redis server v=8.0 sha=0", "8.0"],
])("finds the version in %s", (line, version) => {
  expect(parseVersion(line).text).toBe(version);
});

test.each([
  ["10.6.4", "10.6", true],
  ["10.5.28", "10.6", false],
  ["7.0.0", "7.0", true],
  ["6.2.14", "7.0", false],
  ["10.0", "7.0", true],
  ["8.0.15", "8.0.16", false],
])("%s is at least %s: %s", (version, minimum, isEnough) => {
  expect(parseVersion(version).isAtLeast(minimum)).toBe(isEnough);
});
