// Runs before any package is installed, so it imports none. It installs the packages when they are
// missing or package-lock.json has changed; a stamp file in node_modules/ shows this.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { guard } from "./processes/guard.mjs";
import { noteLaunchChain } from "./processes/process-table.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, "node_modules");
const STAMP = join(MODULES, ".onsale-stamp");
const LOCK = join(ROOT, ".onsale", "install.lock");
const NODE_MIN = [20, 19];
const WAIT_MS = 200;

/** Installs the packages, enables TypeScript, imports the module and runs its `main`. */
export async function runTypeScript(file, args) {
  noteLaunchChain();
  // A closed terminal must not end this process while it stops its services.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    checkNode();
    await installPackages();
    const { register } = await import("tsx/esm/api");
    register();
    // Processes that this one starts can then run TypeScript files, too.
    process.execArgv.push("--import", import.meta.resolve("tsx"));
    process.argv = [process.argv[0], file, ...args];
    const { main } = await import(pathToFileURL(file).href);
    const code = await main?.(args);
    if (typeof code === "number") process.exitCode = code;
  } catch (error) {
    const isForUser = error instanceof Error && error.name === "SetupError";
    console.error(isForUser ? `\n${error.message}` : error);
    process.exit(1);
  }
}

/** The full path of a file, from its path in the repository. */
export function inRepository(path) {
  return join(ROOT, path);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw setupError(`Node ${NODE_MIN.join(".")} or newer is needed; this is ${process.version}.`);
}

async function installPackages() {
  if (isInstalled()) return;
  const unlock = await lock();
  try {
    if (isInstalled()) return;
    console.error("Installing packages (npm ci)");
    await npmCi();
    stamp();
  } finally {
    unlock();
  }
}

function isInstalled() {
  if (readText(STAMP) === fingerprint()) return true;
  if (!matchesLock()) return false;
  stamp();
  return true;
}

function stamp() {
  writeFileSync(STAMP, fingerprint());
}

function fingerprint() {
  const hash = createHash("sha256").update(readText(join(ROOT, "package-lock.json")));
  return `${hash.digest("hex")} ${process.platform}-${process.arch}\n`;
}

/**
 * The user may have run npm. npm writes what it has installed into node_modules/.package-lock.json.
 */
function matchesLock() {
  const installed = packagesIn(join(MODULES, ".package-lock.json"));
  return Object.entries(packagesIn(join(ROOT, "package-lock.json"))).every(
    ([path, wanted]) =>
      path === "" || wanted.optional === true || installed[path]?.version === wanted.version,
  );
}

function packagesIn(file) {
  const text = readText(file);
  return text === "" ? {} : (JSON.parse(text).packages ?? {});
}

/** A package of Swagger UI reports its installation, unless this forbids it. */
const NO_TELEMETRY = { SCARF_ANALYTICS: "false" };

async function npmCi() {
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.c?js$/.test(own);
  const [command, first] = isNpm ? [process.execPath, [own]] : ["npm", []];
  const args = [...first, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, reason } = await new Promise((resolve) => {
    const watch = guard();
    const env = { ...process.env, ...NO_TELEMETRY };
    const child = watch.spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", 2, 2] });
    const end = (outcome) => {
      watch.release();
      resolve(outcome);
    };
    child.on("error", (error) => end({ code: null, reason: `: ${error.message}` }));
    child.on("close", (status) => end({ code: status, reason: "" }));
  });
  if (code !== 0) throw setupError(`npm ci failed${reason}.`);
}

/** Two commands that start at the same time must not both rewrite node_modules. */
async function lock() {
  mkdirSync(dirname(LOCK), { recursive: true });
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: "wx" });
      return () => rmSync(LOCK, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (!isHeld()) rmSync(LOCK, { force: true });
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    }
  }
}

function isHeld() {
  const pid = Number(readText(LOCK));
  // The file is empty: its owner is about to write its pid, or it died at that moment.
  if (pid === 0) return existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs < 5_000;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function setupError(message) {
  return Object.assign(new Error(message), { name: "SetupError" });
}
