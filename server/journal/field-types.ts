// The types of the fields of journal entries: what their text may be, and what it means.

/** A type of field: how lua/README.md names it, and what a word of it means. */
export interface FieldType<Value> {
  readonly name: string;
  /** @throws Error when the word is not of this type */
  readonly parse: (word: string) => Value;
}

/** The value of a field of that type. */
export type ValueOf<Type> = Type extends FieldType<infer Value> ? Value : never;

/** Stands for nothing, where a field may be missing or a list is empty. */
export const NOTHING = "-";

function parseNumber(word: string): number {
  const value = Number(word);
  if (!Number.isSafeInteger(value)) throw new Error(`not a whole number: ${word}`);
  return value;
}

/** A whole number that a double holds exactly. */
export const numberField = <Value extends number = number>(name = "number"): FieldType<Value> => ({
  name,
  parse: (word) => parseNumber(word) as Value,
});

/** A text without spaces. */
export const textField = <Value extends string = string>(name = "text"): FieldType<Value> => ({
  name,
  parse: (word) => word as Value,
});

/** One of a few words. */
export const wordField = <Word extends string>(...words: readonly Word[]): FieldType<Word> => ({
  name: words.join("|"),
  parse: (word) => {
    const found = words.find((each) => each === word);
    if (found === undefined) throw new Error(`not one of ${words.join(", ")}: ${word}`);
    return found;
  },
});

/** Whole numbers separated by commas. */
export const listField: FieldType<readonly number[]> = {
  name: "list",
  parse: (word) => (word === NOTHING ? [] : word.split(",").map(Number)),
};

/** A field that may be missing: then it is undefined. */
export const optionalField = <Value>({
  name,
  parse,
}: FieldType<Value>): FieldType<Value | undefined> => ({
  name: `${name} or -`,
  parse: (word) => (word === NOTHING ? undefined : parse(word)),
});
