// The tables of README.md, and where they differ from what the package exports.

import { codesIn, type PublicClass } from "./public-surface.js";

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

/** The sections of a page, by what stands in backticks in the heading, else by the heading. */
function sectionsOf(readme: string): ReadonlyMap<string, string> {
  const parts = readme.split(/^## /m).slice(1);
  return new Map(
    parts.map((part) => {
      const heading = part.split("\n")[0] ?? "";
      return [/`(\w+)`/.exec(heading)?.[1] ?? heading, part];
    }),
  );
}

/** The rows of the tables of a section whose first column is headed `column`. */
function rowsIn(section: string, column: string): Row[] {
  const tables = section.split(/\n\n/).filter((block) => block.startsWith("|"));
  return tables
    .filter((table) => new RegExp(`^\\| ${column} +\\|`).test(table))
    .flatMap((table) => table.trim().split("\n").slice(2))
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      return { name: /^`(\w+)/.exec(cells[1] ?? "")?.[1] ?? "", cells };
    });
}

/** Names that only one of two lists has. */
const differences = (where: string, written: readonly string[], real: readonly string[]) => [
  ...real.filter((name) => !written.includes(name)).map((name) => `${where} lacks ${name}`),
  ...written.filter((name) => !real.includes(name)).map((name) => `${where} has no ${name}`),
];

const namesIn = (section: string, column: string): string[] =>
  rowsIn(section, column).map(({ name }) => name);

/** Where a section differs from its class: methods with their codes, properties, events. */
export function classProblems(readme: string, shown: PublicClass): string[] {
  const section = sectionsOf(readme).get(shown.name);
  if (section === undefined) return [`no section is headed \`${shown.name}\``];
  const methods = rowsIn(section, "method");
  const real = [...shown.methods.keys()];
  const thrown = methods.flatMap(({ name, cells }) => {
    const codes = shown.methods.get(name) ?? [];
    return differences(`${shown.name}.${name}`, codesIn(cells.at(-2) ?? ""), codes);
  });
  return [
    ...differences(
      shown.name,
      methods.map(({ name }) => name),
      real,
    ),
    ...differences(shown.name, namesIn(section, "property"), shown.properties),
    ...differences(shown.name, namesIn(section, "event"), shown.events),
    ...thrown,
  ];
}

/** Where the table of a section headed `heading` differs from a list of names. */
export function tableProblems(
  readme: string,
  { heading, column }: { readonly heading: string; readonly column: string },
  names: readonly string[],
): string[] {
  return differences(heading, namesIn(sectionsOf(readme).get(heading) ?? "", column), names);
}
