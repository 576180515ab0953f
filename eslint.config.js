// Typed lint plus the directions of dependence (docs/ARCHITECTURE.md). The tidy test checks
// the same directions by its own means: neither guard trusts the other.

import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const TESTS = ["**/*.test.ts", "testing/**/*.ts"];

const within = (folder) => `^(\\.\\./)+${folder}(/|\\.js$)`;

/** Who alone may import a package: everybody else is told where it lives. */
const PACKAGES = [
  { regex: "^ioredis($|/)", home: "server/redis, server/live/adapter and tools" },
  { regex: "^(sequelize|mysql2|umzug)($|/)", home: "server/db and tools" },
  { regex: "^kafkajs($|/)", home: "server/events" },
  { regex: "^(koa$|koa-|@koa/|@types/koa)", home: "server/api and server/app.ts" },
  { regex: "^(socket\\.io$|socket\\.io/|@socket\\.io/)", home: "server/live" },
];

const packageRules = (...allowed) =>
  PACKAGES.filter(({ regex }) => !allowed.some((name) => new RegExp(regex).test(name))).map(
    ({ regex, home }) => ({ regex, message: `This package is imported only in ${home}.` }),
  );

const OUTSIDE_SERVER = [
  { regex: within("(tools|web|load-tests)"), message: "The server imports nothing from there." },
];

const never = (folders, message) => [{ regex: within(`(${folders.join("|")})`), message }];

const restrict = (files, patterns, ignores = []) => ({
  files,
  ignores: [...TESTS, ...ignores],
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

const DOORS = ["api", "live", "workers"];
const STORES = ["redis", "db", "events"];
const ROOTS = ["app", "main"];

const folderRules = [
  restrict(["server/**/*.ts"], [...packageRules(), ...OUTSIDE_SERVER]),
  restrict(["server/app.ts"], [...packageRules("koa"), ...OUTSIDE_SERVER]),
  restrict(
    ["server/api/**/*.ts"],
    [
      ...packageRules("koa"),
      ...OUTSIDE_SERVER,
      ...never(["live", "workers", ...ROOTS], "A door imports no other door."),
    ],
  ),
  restrict(
    ["server/live/**/*.ts"],
    [
      ...packageRules("socket.io"),
      ...OUTSIDE_SERVER,
      ...never(["api", "workers", ...ROOTS], "A door imports no other door."),
    ],
    ["server/live/adapter*.ts"],
  ),
  restrict(
    ["server/live/adapter*.ts"],
    [
      ...packageRules("socket.io", "ioredis"),
      ...OUTSIDE_SERVER,
      ...never(["api", "workers", ...ROOTS], "A door imports no other door."),
    ],
  ),
  restrict(
    ["server/workers/**/*.ts"],
    [
      ...packageRules(),
      ...OUTSIDE_SERVER,
      ...never(["api", "live", ...ROOTS], "A door imports no other door."),
    ],
  ),
  restrict(
    ["server/commands/**/*.ts"],
    [
      ...packageRules(),
      ...OUTSIDE_SERVER,
      ...never([...DOORS, ...ROOTS], "Commands stand below the doors."),
    ],
  ),
  restrict(
    ["server/policies/**/*.ts", "server/presenters/**/*.ts"],
    [
      ...packageRules(),
      ...OUTSIDE_SERVER,
      ...never([...DOORS, ...ROOTS, "commands", "observability"], "This layer is pure."),
      { regex: "^node:", message: "This layer is pure." },
    ],
  ),
  restrict(
    ["config", "journal", "catalogue", "pace"].map((layer) => `server/${layer}/**/*.ts`),
    [
      ...packageRules(),
      ...OUTSIDE_SERVER,
      ...never([...DOORS, ...ROOTS, "commands", ...STORES], "Stores and doors stand above."),
    ],
  ),
  restrict(
    ["server/auth/**/*.ts", "server/seat-map/**/*.ts"],
    [
      ...packageRules(),
      ...OUTSIDE_SERVER,
      ...never([...DOORS, ...ROOTS, "commands", "db", "events"], "They ask Redis alone."),
    ],
  ),
  restrict(
    ["server/redis/**/*.ts"],
    [
      ...packageRules("ioredis"),
      ...OUTSIDE_SERVER,
      ...never(
        [...DOORS, ...ROOTS, "commands", "auth", "seat-map", "db", "events"],
        "The stores stand side by side.",
      ),
    ],
  ),
  restrict(
    ["server/db/**/*.ts"],
    [
      ...packageRules("sequelize", "mysql2", "umzug"),
      ...OUTSIDE_SERVER,
      ...never(
        [...DOORS, ...ROOTS, "commands", "auth", "seat-map", "redis", "events"],
        "The stores stand side by side.",
      ),
    ],
  ),
  restrict(
    ["server/events/**/*.ts"],
    [
      ...packageRules("kafkajs"),
      ...OUTSIDE_SERVER,
      ...never([...DOORS, ...ROOTS, "commands"], "Events stand below the commands."),
    ],
  ),
  restrict(
    ["testing/**/*.ts"],
    [{ regex: within("tools/(?!services/|processes/)"), message: "Commands stand above the kit." }],
  ),
  restrict(
    ["client-sdk/protocol/**/*.ts"],
    [{ regex: "^(?!\\./)", message: "The protocol imports nothing." }],
  ),
  restrict(
    ["client-sdk/src/**/*.ts"],
    [
      {
        regex: "^(?!\\./|(\\.\\./)+protocol/|(\\.\\./)+[a-z-]+\\.js$|socket\\.io-client$)",
        message: "The SDK imports its protocol and socket.io-client, nothing else.",
      },
    ],
  ),
  restrict(
    ["web/**/*.ts"],
    [
      {
        regex: "^(?!\\./|(\\.\\./)+client-sdk/|(\\.\\./)+[a-z-]+\\.js$)",
        message: "The page talks only through the client SDK and REST.",
      },
    ],
  ),
];

const NO_ENV = [
  {
    object: "process",
    property: "env",
    message: "Only server/config/config.ts reads the environment.",
  },
];

const LOG_CALL = (object) =>
  `CallExpression[callee.property.name=/^(trace|debug|info|warn|error|fatal)$/]${object}`;
/** One object, which names its event: a second argument or a text would be a sentence. */
const ONE_LOG_IDIOM = ["[callee.object.name='log']", "[callee.object.property.name='log']"].flatMap(
  (object) =>
    ["[arguments.length!=1]", "[arguments.0.type!='ObjectExpression']"].map((wrong) => ({
      selector: LOG_CALL(object) + wrong,
      message: 'One log idiom: log.info({ event: "noun.verb", … }).',
    })),
);

const NO_DEFAULT_EXPORT = {
  selector: "ExportDefaultDeclaration",
  message: "Named exports only: one name for a thing wherever it is used.",
};

const SIZES = {
  "max-lines-per-function": ["error", { max: 70 }],
  "max-lines": ["error", { max: 400 }],
  "max-params": ["error", { max: 4 }],
};

const typed = {
  files: ["**/*.ts"],
  extends: [tseslint.configs.recommendedTypeChecked],
  languageOptions: {
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  rules: {
    "@typescript-eslint/no-explicit-any": "error",
    "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
    "@typescript-eslint/no-misused-promises": "error",
    "@typescript-eslint/switch-exhaustiveness-check": [
      "error",
      { considerDefaultExhaustiveForUnions: true },
    ],
    "@typescript-eslint/no-unused-vars": [
      "error",
      { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
    ],
    "@typescript-eslint/consistent-type-imports": "error",
    "@typescript-eslint/ban-ts-comment": [
      "error",
      { "ts-expect-error": true, "ts-ignore": true, "ts-nocheck": true },
    ],
    "no-restricted-syntax": ["error", NO_DEFAULT_EXPORT, ...ONE_LOG_IDIOM],
    ...SIZES,
    eqeqeq: "error",
    "prefer-const": "error",
    "no-var": "error",
  },
};

const server = [
  {
    files: ["server/**/*.ts"],
    ignores: [...TESTS, "server/config/config.ts"],
    rules: { "no-restricted-properties": ["error", ...NO_ENV] },
  },
  {
    files: ["server/**/*.ts"],
    ignores: [...TESTS, "server/main.ts"],
    rules: { "no-console": "error" },
  },
];

const NO_SKIP = ["test", "it", "describe"].flatMap((object) =>
  ["only", "skip", "todo"].map((property) => ({
    object,
    property,
    message: "Every test runs, always.",
  })),
);
const NO_MODULE_MOCKS = ["mock", "unstable_mockModule", "doMock"].map((property) => ({
  object: "jest",
  property,
  message: "Hand a fake of the port in; modules are not mocked.",
}));

// The tidy test measures functions here: it knows that a describe block is no function.
const tests = {
  files: TESTS,
  rules: {
    "max-lines-per-function": "off",
    "@typescript-eslint/require-await": "off",
    "@typescript-eslint/unbound-method": "off",
    "no-restricted-properties": ["error", ...NO_SKIP, ...NO_MODULE_MOCKS],
  },
};

export default defineConfig(
  globalIgnores(["**/dist/", "coverage/", ".onsale/"]),
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  { files: ["**/*.js", "**/*.mjs"], extends: [tseslint.configs.base], rules: SIZES },
  typed,
  ...folderRules,
  ...server,
  tests,
);
