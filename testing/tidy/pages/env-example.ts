/** One setting as server/config/settings.ts declares it. */
export interface Setting {
  readonly default?: string | number | boolean | undefined;
  readonly unit?: string | undefined;
  readonly meaning: string;
}

const HEAD = [
  "# Every setting with its meaning, unit and default; made from server/config/settings.ts by",
  "# `node tools/run.mjs testing/tidy/pages/write-pages.ts`. Commented-out lines show the default.",
];

/** The text of `.env.example` for these settings. */
export function renderEnvExample(settings: Readonly<Record<string, Setting>>): string {
  const blocks = Object.entries(settings).map(([name, setting]) => {
    const unit = setting.unit === undefined ? "" : ` [${setting.unit}]`;
    return [`# ${setting.meaning}${unit}`, `# ${name}=${String(setting.default ?? "")}`].join("\n");
  });
  return `${[HEAD.join("\n"), ...blocks].join("\n\n")}\n`;
}
