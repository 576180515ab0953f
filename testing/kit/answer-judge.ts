// Compares the answers of the server with the OpenAPI document. An answer must not have a field
// that is not in its schema, so the schemas are closed here: they allow no additional properties.
import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { allRoutes } from "../../server/api/create-api.js";
import { openApiDocument } from "../../server/api/openapi/document.js";

type Json = Readonly<Record<string, unknown>>;

export interface JudgedAnswer {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly responses: Readonly<Record<string, Json>>;
}

const DOCUMENT = "openapi";
/** The codes with which an operation that is not documented may be refused. */
const UNDOCUMENTED = new Set(["NOT_FOUND", "METHOD_NOT_ALLOWED", "VALIDATION"]);

/** Checks answers against the OpenAPI document. */
export class AnswerJudge {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #operations: readonly Operation[];
  readonly #document: Json;
  readonly #validators = new Map<object, ValidateFunction>();

  constructor() {
    const document = openApiDocument(allRoutes(Date.now));
    this.#document = document;
    addFormats.default(this.#ajv);
    const schemas = closed(document.components["schemas"]) as Json;
    this.#ajv.addSchema({ ...document, components: { ...document.components, schemas } }, DOCUMENT);
    this.#operations = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { responses }]) => ({
        method: method.toUpperCase(),
        path: pathExpression(path),
        responses: responses as Operation["responses"],
      })),
    );
  }

  /** The differences between an answer and the documentation of its operation; empty for none. */
  problems(answer: JudgedAnswer): string[] {
    const [path = ""] = answer.path.split("?");
    const operation = this.#operations.find(
      (known) => known.method === answer.method && known.path.test(path),
    );
    if (operation === undefined) return this.#unknown(answer);
    const given = operation.responses[String(answer.status)];
    if (given === undefined) return [`status ${answer.status} is not documented`];
    const response = this.#resolve(given);
    return [...headerProblems(response, answer.headers), ...this.#bodyProblems(response, answer)];
  }

  #unknown({ body }: JudgedAnswer): string[] {
    const code = String((body as Json)["code"]);
    return UNDOCUMENTED.has(code) ? [] : ["an operation that is not documented has answered"];
  }

  #bodyProblems(response: Json, { headers, body, path }: JudgedAnswer): string[] {
    const type = headers.get("content-type")?.split(";")[0];
    const content = response["content"] as Readonly<Record<string, Json>> | undefined;
    if (content === undefined) return type === undefined ? [] : [`there is a body of ${type}`];
    const schema = content[type ?? ""]?.["schema"];
    if (schema === undefined) return [`a body of ${String(type)} is not documented`];
    const validate = this.#validator(schema as object);
    if (validate(body)) return [];
    const isPart = new URL(path, "http://any").searchParams.has("fields");
    return (validate.errors ?? [])
      .filter(({ keyword }) => !isPart || !MISSING_FIELD.has(keyword))
      .map(({ instancePath, message, params }) =>
        [instancePath, message, JSON.stringify(params)].join(" "),
      );
  }

  #validator(schema: object): ValidateFunction {
    const known = this.#validators.get(schema);
    if (known !== undefined) return known;
    const made = this.#ajv.compile(absolute(schema) as object);
    this.#validators.set(schema, made);
    return made;
  }

  #resolve(given: Json): Json {
    const { $ref } = given;
    if (typeof $ref !== "string") return given;
    return $ref
      .split("/")
      .slice(1)
      .reduce((at, name) => at[name] as Json, this.#document);
  }
}

/** Errors that are expected with `?fields=`, because such an answer lacks required fields. */
const MISSING_FIELD = new Set(["required", "anyOf"]);

/** Shared by all systems of a process, because creating it takes some tens of milliseconds. */
let judge: AnswerJudge | undefined;

/**
 * Checks one answer against the OpenAPI document.
 * @throws Error when they differ
 */
export function assertDocumented(answer: JudgedAnswer): void {
  judge ??= new AnswerJudge();
  const problems = judge.problems(answer);
  if (problems.length === 0) return;
  const shown = JSON.stringify(answer.body).slice(0, SHOWN_MAX);
  const { method, path, status } = answer;
  throw new Error(`${method} ${path} answered ${status} ${shown}\n${problems.join("\n")}`);
}

const SHOWN_MAX = 1000;

const pathExpression = (path: string): RegExp =>
  new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);

function headerProblems(response: Json, headers: Headers): string[] {
  const known = Object.keys(response["headers"] ?? {}).map((name) => name.toLowerCase());
  return OWN_HEADERS.filter((name) => headers.has(name) && !known.includes(name)).map(
    (name) => `the header ${name} is not documented`,
  );
}

const OWN_HEADERS = ["etag", "retry-after", "x-request-id", "www-authenticate", "cache-control"];

type Visit = (schema: Json) => Json;

/** Replaces every object in a value, the inner ones first. */
function mapped(value: unknown, visit: Visit): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, visit));
  if (typeof value !== "object" || value === null) return value;
  return visit(
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapped(item, visit)])),
  );
}

const closed = (schemas: unknown): unknown =>
  mapped(schemas, (schema) =>
    schema["type"] === "object" && "properties" in schema
      ? { additionalProperties: false, ...schema }
      : schema,
  );

const absolute = (schema: unknown): unknown =>
  mapped(schema, (part) =>
    typeof part["$ref"] === "string" ? { ...part, $ref: `${DOCUMENT}${part["$ref"]}` } : part,
  );
