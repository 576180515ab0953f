import { describe, expect, test } from "@jest/globals";
import { installCommand, type DatabaseProgram } from "./database-folder.js";
import { serverArguments } from "./database-server.js";

const PLACE = { folder: "/place", port: 4000 };

const program = (flavour: DatabaseProgram["flavour"]): DatabaseProgram => ({
  flavour,
  name: flavour === "mariadb" ? "mariadbd" : "mysqld",
  command: `/opt/${flavour}/bin/server`,
  title: flavour,
  asUser: ["--user=root"],
});

describe.each(["mariadb", "mysql"] as const)("the arguments of %s", (flavour) => {
  const args = serverArguments(program(flavour), PLACE);

  test("start with the one that ignores the option files of the system", () => {
    expect(args[0]).toBe("--no-defaults");
  });

  test("make it listen on the loopback address only, and flush every commit", () => {
    expect(args).toContain("--bind-address=127.0.0.1");
    expect(args).toContain("--port=4000");
    expect(args).toContain("--innodb-flush-log-at-trx-commit=1");
  });

  test("keep all of its files in its folder", () => {
    const paths = args.filter((arg) => arg.includes("=/"));
    expect(paths.length).toBeGreaterThanOrEqual(3);
    expect(args).toContain("--tmpdir=/place/tmp");
    expect(paths.filter((arg) => !arg.includes("=/place/"))).toEqual([]);
  });
});

test("MySQL makes its data folder itself, and MariaDB has a program for it", () => {
  const [command, ...args] = installCommand(program("mysql"), "/place/data");
  expect(command).toBe("/opt/mysql/bin/server");
  expect(args).toContain("--initialize-insecure");
  expect(args).toContain("--datadir=/place/data");
});

test("the X protocol of MySQL is off", () => {
  expect(serverArguments(program("mysql"), PLACE)).toContain("--loose-mysqlx=OFF");
  expect(serverArguments(program("mariadb"), PLACE).join(" ")).not.toContain("mysqlx");
});
